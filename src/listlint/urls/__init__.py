"""URLs: parsing, identity, rewriting, and what is known of them."""
