"""The resources: a folder a type, the same files in each (provider/__init__.py). Imported when a type is first used."""
