# terraform query
list "oktaprofile_master_override" "by_ringcentral" {
  provider = oktaprofile

  config {
    app = "RingCentral"
  }
}
