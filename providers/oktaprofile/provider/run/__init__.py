"""What one run of Terraform knows: the session of one Configure call, and who owns and plans what."""
