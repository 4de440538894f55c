"""The `Review` in each format. Every writer is a function from a Review to text; none reads or writes a file."""
