# The whole sync: RingCentral's direct number and extension reach Okta's primaryPhone, and from there AD's
# telephoneNumber. Each resource takes an id from the one that has to exist first, so Terraform orders them.
# `oktaprofile provider install` puts the provider where Terraform finds it; the org and the credentials come from the
# environment.

terraform {
  required_providers {
    oktaprofile = {
      source = "terraform.local/oktaprofile/oktaprofile"
    }
  }
}

data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

data "oktaprofile_app" "active_directory" {
  label = "Active Directory"
}

resource "oktaprofile_app_user_properties" "ringcentral" {
  app_id = data.oktaprofile_app.ringcentral.id
  properties = {
    directNumber    = { title = "Direct Number" }
    extensionNumber = { title = "Extension Number" }
  }
}

resource "oktaprofile_mapping" "to_okta" {
  app_id    = oktaprofile_app_user_properties.ringcentral.app_id
  direction = "to_okta"
  properties = {
    primaryPhone = {
      expression = "(appuser.directNumber != null ? appuser.directNumber : \"\") + (appuser.extensionNumber != null AND appuser.extensionNumber != \"\" ? \"#\" + appuser.extensionNumber : \"\")"
    }
  }
}

resource "oktaprofile_master_override" "primary_phone" {
  property = "primaryPhone"
  sources  = [oktaprofile_mapping.to_okta.app_id]
}

resource "oktaprofile_mapping" "to_active_directory" {
  app_id    = data.oktaprofile_app.active_directory.id
  direction = "to_app"
  properties = {
    telephoneNumber = { expression = "user.primaryPhone" }
  }
}

# app_id comes from the attributes' resource, so it is read after they are made: before, it could only say that they
# are missing.
data "oktaprofile_sync_readiness" "ringcentral" {
  app_id     = oktaprofile_app_user_properties.ringcentral.app_id
  property   = "primaryPhone"
  attributes = ["directNumber", "extensionNumber"]
}

check "readiness" {
  assert {
    condition     = data.oktaprofile_sync_readiness.ringcentral.ready
    error_message = "The org is not ready for the sync: ${jsonencode([for check in data.oktaprofile_sync_readiness.ringcentral.checks : check.detail if check.status == "missing"])}"
  }
}
