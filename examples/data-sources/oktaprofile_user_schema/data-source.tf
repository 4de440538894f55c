data "oktaprofile_user_schema" "default" {}

# Which attributes do not simply follow the person's profile source?
output "attributes_with_a_source_of_their_own" {
  value = {
    for name, attribute in data.oktaprofile_user_schema.default.properties : name => attribute.master
    if attribute.master != null && attribute.master != "PROFILE_MASTER"
  }
}
