"""Sections that a config requires or does not want."""

from listlint.kinds.required_section import Options, check

__all__ = ["Options", "check"]
