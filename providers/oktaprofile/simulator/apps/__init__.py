"""Applications: instances, their life cycle, and the provisioning features of each."""
