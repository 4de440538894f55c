import {
  to = oktaprofile_mapping.ringcentral_to_okta
  identity = {
    app_id     = "0oa1ringcentral"
    properties = ["primaryPhone"]
  }
}
