"""`oktaprofile_app_user_properties`."""
