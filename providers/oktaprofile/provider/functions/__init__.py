"""The provider-defined functions, one file each. Terraform calls them without configuring the provider."""
