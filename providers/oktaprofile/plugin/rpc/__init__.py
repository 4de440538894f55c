"""One short file per family of RPCs.

Decode, call, encode. Each handler takes a Call and returns the response.
"""
