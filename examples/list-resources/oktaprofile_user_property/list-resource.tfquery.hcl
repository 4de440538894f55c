# terraform query
list "oktaprofile_user_property" "default" {
  provider = oktaprofile

  config {
    user_type = "default"
  }
}
