resource "oktaprofile_app_user_property" "site" {
  app_id = "0oa1ringcentral"
  name   = "site"
  title  = "Site"
  scope  = "NONE"

  one_of = [
    { const = "BEL", title = "Belmont" },
    { const = "DEN", title = "Denver" },
    { const = "LON", title = "London" },
  ]
}
