# APP_ID/name1,name2: these properties become the configuration's own.
terraform import oktaprofile_app_user_properties.ringcentral 0oa1ringcentral/directNumber,extensionNumber,callQueues

# APP_ID alone: all custom properties of the app.
terraform import oktaprofile_app_user_properties.ringcentral 0oa1ringcentral
