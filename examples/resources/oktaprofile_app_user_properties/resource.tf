data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

resource "oktaprofile_app_user_properties" "ringcentral" {
  app_id = data.oktaprofile_app.ringcentral.id

  properties = {
    directNumber = {
      title         = "Direct number"
      description   = "RingCentral direct number, with country code"
      external_name = "directNumber"
      scope         = "NONE"
      max_length    = 40
    }

    extensionNumber = {
      title         = "Extension"
      external_name = "extensionNumber"
      scope         = "NONE"
    }

    callQueues = {
      title      = "Call queues"
      type       = "array"
      array_type = "string"
    }
  }
}
