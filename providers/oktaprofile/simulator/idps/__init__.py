"""Identity providers, as far as the mappings that come with them need it."""
