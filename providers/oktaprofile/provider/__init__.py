"""The Terraform provider: provider.py with its configuration, one file per resource, data source and function.

Imports the rooms plugin, okta, expression and impact. What Terraform needs before a provider is configured (schema,
validate) imports neither `requests` nor `oktaprofile.okta`: Terraform starts the plugin several times a command.
API errors become diagnostics in diagnose.py.
"""
