"""What you edit: the stacks and their settings."""
