"""The embedded org in a browser: its state as the page's feed, and the paths that serve it."""
