terraform {
  required_providers {
    oktaprofile = {
      source  = "terraform.local/oktaprofile/oktaprofile"
      version = "0.1.0"
    }
  }
}

# The org and the credentials come from OKTA_ORG_NAME, OKTA_BASE_URL and OKTA_API_TOKEN (or, for OAuth 2.0,
# OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_SCOPES): nothing of it is in the configuration.
provider "oktaprofile" {}
