"""A run: rules, suppressions, baseline and fixes."""
