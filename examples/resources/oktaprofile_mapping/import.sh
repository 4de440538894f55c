# APP_ID/DIRECTION/USER_TYPE and the attributes to own, separated by commas; without them all that the mapping has.
# DIRECTION is to_okta or to_app, USER_TYPE is "default", or the id or name of a user type.
terraform import oktaprofile_mapping.ringcentral_to_okta 0oa1ringcentral/to_okta/default/primaryPhone
