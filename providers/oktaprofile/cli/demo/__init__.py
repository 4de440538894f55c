"""`oktaprofile demo`: the whole sync on an embedded org, with the real cdktf and the real terraform binary."""
