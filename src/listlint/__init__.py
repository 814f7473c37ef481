"""listlint: linter, fixer and link checker for awesome lists."""

__version__ = "0.1.0"
