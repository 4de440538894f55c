data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

data "oktaprofile_mapping_impact" "phone" {
  app_id = data.oktaprofile_app.ringcentral.id
  expressions = {
    primaryPhone = "(appuser.directNumber ?: \"\") + (appuser.extensionNumber != null ? \"#\" + appuser.extensionNumber : \"\")"
  }
  overrides      = ["primaryPhone"]
  new_attributes = ["directNumber", "extensionNumber"]
}

check "phone" {
  assert {
    condition     = data.oktaprofile_mapping_impact.phone.targets["okta.primaryPhone"].literal_null == 0
    error_message = "Some people would get the word null in their phone number. See: oktaprofile impact"
  }
  assert {
    condition     = data.oktaprofile_mapping_impact.phone.targets["okta.primaryPhone"].blanked == 0
    error_message = "Some people would lose their phone number. See: oktaprofile impact"
  }
}

output "impact" {
  value = data.oktaprofile_mapping_impact.phone.targets
}
