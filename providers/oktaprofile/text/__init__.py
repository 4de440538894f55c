"""What may be shown to a person: texts without secrets. Standard library only; imports no other room, and every room
may import it."""
