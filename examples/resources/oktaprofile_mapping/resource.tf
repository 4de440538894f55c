data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

resource "oktaprofile_app_user_properties" "ringcentral" {
  app_id = data.oktaprofile_app.ringcentral.id
  properties = {
    directNumber    = { title = "Direct Number" }
    extensionNumber = { title = "Extension Number" }
  }
}

# app_id comes from the attributes' resource: Terraform makes them first, and removes them last.
resource "oktaprofile_mapping" "ringcentral_to_okta" {
  app_id = oktaprofile_app_user_properties.ringcentral.app_id
  properties = {
    primaryPhone = {
      # Both attributes are guarded: one that was never set would put the word "null" into the number.
      expression = "(appuser.directNumber != null ? appuser.directNumber : \"\") + (appuser.extensionNumber != null AND appuser.extensionNumber != \"\" ? \"#\" + appuser.extensionNumber : \"\")"
    }
  }
}
