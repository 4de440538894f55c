"""The data sources, one file per type. Imported when Terraform first uses the type."""
