"""The rules, and the registry that finds them."""
