"""A provider small enough to read at once, to drive the plugin room with the real terraform.

Its "API" is a folder of JSON files. What a note does wrong on purpose is asked for by its ``behave`` argument.
"""
