"""Rules about Markdown style: which of several ways to write the same thing."""
