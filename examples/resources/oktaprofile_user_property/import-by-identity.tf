import {
  to = oktaprofile_user_property.extension
  identity = {
    name = "phoneExtension"
  }
}
