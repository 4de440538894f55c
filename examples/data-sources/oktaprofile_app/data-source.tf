# Exactly one of id, label and name. An ambiguous label is an error that lists the apps with their ids.
data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

output "ringcentral_is_a_profile_source" {
  value = contains(data.oktaprofile_app.ringcentral.features, "PROFILE_MASTERING")
}
