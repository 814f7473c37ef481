"""One run: findings, suppressions, fixes."""
