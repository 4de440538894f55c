"""`oktaprofile_user_property`."""
