# Every app that has one of the two, to be owned together:
# terraform query -generate-config-out=numbers.tf
list "oktaprofile_app_user_properties" "numbers" {
  provider         = oktaprofile
  include_resource = true

  config {
    names = ["directNumber", "extensionNumber"]
  }
}
