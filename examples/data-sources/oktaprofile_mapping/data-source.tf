data "oktaprofile_app" "active_directory" {
  label = "Active Directory"
}

data "oktaprofile_mapping" "okta_to_active_directory" {
  app_id    = data.oktaprofile_app.active_directory.id
  direction = "to_app"
}

output "what_okta_writes_to_active_directory" {
  value = {
    for target, mapping in data.oktaprofile_mapping.okta_to_active_directory.properties : target => mapping.expression
  }
}
