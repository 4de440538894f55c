import {
  to = oktaprofile_app_user_properties.ringcentral
  identity = {
    app_id     = "0oa1ringcentral"
    properties = ["directNumber", "extensionNumber", "callQueues"]
  }
}
