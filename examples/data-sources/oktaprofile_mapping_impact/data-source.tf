data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

locals {
  expression = "(appuser.directNumber != null ? appuser.directNumber : \"\") + (appuser.extensionNumber != null AND appuser.extensionNumber != \"\" ? \"#\" + appuser.extensionNumber : \"\")"
}

# Judged while Terraform plans, so by the app's own id and not by that of a resource that the plan creates.
data "oktaprofile_mapping_impact" "phone" {
  app_id         = data.oktaprofile_app.ringcentral.id
  expressions    = { primaryPhone = local.expression }
  overrides      = ["primaryPhone"]
  new_attributes = ["directNumber", "extensionNumber"]
  gates = {
    max_literal_null = 0
    max_over_length  = 0
  }
}

resource "oktaprofile_app_user_properties" "ringcentral" {
  app_id = data.oktaprofile_app.ringcentral.id
  properties = {
    directNumber    = { title = "Direct Number" }
    extensionNumber = { title = "Extension Number" }
  }
}

resource "oktaprofile_mapping" "phone" {
  app_id     = oktaprofile_app_user_properties.ringcentral.app_id
  properties = { primaryPhone = { expression = local.expression } }
  lifecycle {
    precondition {
      condition     = data.oktaprofile_mapping_impact.phone.clear
      error_message = data.oktaprofile_mapping_impact.phone.report
    }
  }
}

resource "oktaprofile_master_override" "phone" {
  property = "primaryPhone"
  sources  = [oktaprofile_mapping.phone.app_id]
}
