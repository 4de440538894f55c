data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

data "oktaprofile_sync_readiness" "ringcentral" {
  app_id     = data.oktaprofile_app.ringcentral.id
  property   = "primaryPhone"
  attributes = ["directNumber", "extensionNumber"]
}

output "left_to_do" {
  value = {
    for check in data.oktaprofile_sync_readiness.ringcentral.checks : check.name => check.next_step
    if check.status != "ok"
  }
}
