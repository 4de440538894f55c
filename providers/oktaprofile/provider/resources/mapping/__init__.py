"""`oktaprofile_mapping`."""
