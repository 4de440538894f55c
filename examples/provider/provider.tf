terraform {
  required_providers {
    oktaprofile = {
      source = "terraform.local/oktaprofile/oktaprofile"
    }
  }
}

# The org and the credentials come from OKTA_ORG_NAME, OKTA_BASE_URL and OKTA_API_TOKEN (or, for OAuth 2.0,
# OKTA_API_CLIENT_ID, OKTA_API_PRIVATE_KEY and OKTA_API_SCOPES), so that no secret stands in the configuration.
provider "oktaprofile" {
  org_name = "acme"
  base_url = "okta.com"
}
