"""What clients ask around our field: one small file per service, its rules and shapes beside its operations."""
