"""The custom properties of one schema, as the three types that own some of them see them."""
