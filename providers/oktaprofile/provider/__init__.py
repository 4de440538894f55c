"""The Terraform provider: provider.py with its configuration, one file per resource, data source, list and function;
what identifies each resource (identities.py), and what is taken over from the official provider (from_okta.py).

Imports the rooms plugin, okta, expression and impact. What Terraform needs before a provider is configured (schema,
validate) imports neither `requests` nor `oktaprofile.okta`: Terraform starts the plugin several times a command.
API errors become diagnostics in diagnose.py.
"""
