"""URLs: parsing, identity, rewriting, and verdicts."""
