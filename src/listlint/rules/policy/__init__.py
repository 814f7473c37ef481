"""Rules about the entries that a change adds."""
