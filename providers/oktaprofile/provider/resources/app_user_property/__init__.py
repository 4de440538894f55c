"""`oktaprofile_app_user_property`."""
