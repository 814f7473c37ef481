"""Descriptions that are too long or too short."""

from listlint.kinds.length import Options, check

__all__ = ["Options", "check"]
