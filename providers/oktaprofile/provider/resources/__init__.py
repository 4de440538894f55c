"""The resources, one file per type beside the parts that only it needs. Imported when Terraform first uses the type."""
