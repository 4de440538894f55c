locals {
  expression = "appuser.directNumber + \"#\" + appuser.extensionNumber"
}

# The result is JSON, so that null, "" and the word null can be told apart.
output "with_extension" {
  value = jsondecode(provider::oktaprofile::evaluate_expression(
    local.expression, jsonencode({ appuser = { directNumber = "+16505550100", extensionNumber = "101" } })
  ))
}

# An extension that was never set puts the word "null" into the number: "+16505550100#null".
output "without_extension" {
  value = jsondecode(provider::oktaprofile::evaluate_expression(
    local.expression, jsonencode({ appuser = { directNumber = "+16505550100", extensionNumber = null } })
  ))
}
