data "oktaprofile_app" "ringcentral" {
  label = "RingCentral"
}

resource "oktaprofile_app_user_property" "site" {
  app_id = data.oktaprofile_app.ringcentral.id
  name   = "site"
  title  = "Site"
  scope  = "NONE"

  one_of = [
    { const = "BEL", title = "Belmont" },
    { const = "DEN", title = "Denver" },
    { const = "LON", title = "London" },
  ]
}
