"""Language: spelling, names, licenses, similarity and patterns."""
