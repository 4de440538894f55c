# Who fills primaryPhone, of which user type:
# terraform query -generate-config-out=phones.tf
list "oktaprofile_mapping" "phone" {
  provider         = oktaprofile
  include_resource = true

  config {
    direction = "to_okta"
    names     = ["primaryPhone"]
  }
}
