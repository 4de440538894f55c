import {
  to = oktaprofile_master_override.primary_phone
  identity = {
    property = "primaryPhone"
  }
}
