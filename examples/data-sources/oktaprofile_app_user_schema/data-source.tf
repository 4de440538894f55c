data "oktaprofile_app" "active_directory" {
  label = "Active Directory"
}

data "oktaprofile_app_user_schema" "active_directory" {
  app_id = data.oktaprofile_app.active_directory.id
}

output "active_directory_attributes" {
  value = sort(keys(data.oktaprofile_app_user_schema.active_directory.properties))
}
