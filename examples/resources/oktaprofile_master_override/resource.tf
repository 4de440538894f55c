data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

resource "oktaprofile_app_user_properties" "ringcentral" {
  app_id     = data.oktaprofile_app.ringcentral.id
  properties = { directNumber = { title = "Direct Number" } }
}

resource "oktaprofile_mapping" "ringcentral_to_okta" {
  app_id     = oktaprofile_app_user_properties.ringcentral.app_id
  properties = { primaryPhone = { expression = "appuser.directNumber" } }
}

# RingCentral sources primaryPhone, whatever the order of the profile sources is. The id comes from the mapping, so
# that the attribute has a value to take before RingCentral becomes its source.
resource "oktaprofile_master_override" "primary_phone" {
  property = "primaryPhone"
  sources  = [oktaprofile_mapping.ringcentral_to_okta.app_id]

  # If the org's API does not store it, apply fails with the steps for the Admin Console. Then:
  # mode = "verify"
}
