# USER_TYPE/name, where USER_TYPE is "default", or the id or name of a user type, as in user_type.
terraform import oktaprofile_user_property.extension default/phoneExtension
