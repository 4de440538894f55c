# terraform query
list "oktaprofile_app_user_property" "ringcentral" {
  provider = oktaprofile

  config {
    app = "RingCentral"
  }
}
