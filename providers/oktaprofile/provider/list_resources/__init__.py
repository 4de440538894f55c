"""What `terraform query` lists: a file for attributes, mappings and overrides each, and their common filters."""
