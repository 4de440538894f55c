"""What `tools/setup.py` does, one module per thing that is set up. Standard library only."""
