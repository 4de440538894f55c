"""What can go wrong while the package is made or placed."""


class PackagingError(Exception):
    """A sentence for the person at the terminal: what was tried, why it failed, and the next step."""
