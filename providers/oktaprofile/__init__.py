"""oktaprofile: the RingCentral, Okta and Active Directory attribute sync as code."""

__version__ = "0.1.0"
