"""The token endpoint of the org's authorization server, and the service apps that may use it."""
