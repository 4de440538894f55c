# Without arguments: the org's default user type, whatever its name is.
data "oktaprofile_user_type" "default" {}

data "oktaprofile_user_type" "contractor" {
  name = "contractor"
}

output "user_types" {
  value = [data.oktaprofile_user_type.default.id, data.oktaprofile_user_type.contractor.id]
}
