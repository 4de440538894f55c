"""Fills a new org from a seed: fictional people, RingCentral, Active Directory, Workday, two user types."""
