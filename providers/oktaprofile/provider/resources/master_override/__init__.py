"""`oktaprofile_master_override`."""
