"""`oktaprofile page`: a real org in a browser. It reads; nothing is written, neither to Okta nor to a file."""
