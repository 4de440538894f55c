# Which attributes does the expression read, and which of them may be null where it is used?
output "unguarded" {
  value = [
    for reference in provider::oktaprofile::expression_references("appuser.directNumber + \"#\" + appuser.extensionNumber") :
    "${reference.root}.${reference.attribute}" if !reference.null_guarded
  ]
}
