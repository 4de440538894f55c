data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

# The extension alone, for people of the org's default user type.
resource "oktaprofile_user_property" "extension" {
  name        = "phoneExtension"
  title       = "Phone extension"
  description = "Internal extension, from RingCentral"
  max_length  = 10
  permissions = "READ_ONLY"

  # The value comes from these apps, the first one first, whoever the person's profile source is.
  master          = "OVERRIDE"
  master_priority = [data.oktaprofile_app.ringcentral.id]
}
