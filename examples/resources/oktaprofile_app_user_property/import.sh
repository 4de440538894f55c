# APP_ID/name
terraform import oktaprofile_app_user_property.site 0oa1ringcentral/site
