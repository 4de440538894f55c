# USER_TYPE/property, where USER_TYPE is "default", or the id or name of a user type.
terraform import oktaprofile_master_override.primary_phone default/primaryPhone
