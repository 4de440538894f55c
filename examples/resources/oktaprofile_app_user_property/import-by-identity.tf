import {
  to = oktaprofile_app_user_property.site
  identity = {
    app_id = "0oa1ringcentral"
    name   = "site"
  }
}
