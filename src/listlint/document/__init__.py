"""README bytes in, `Document` out. The only door to mistune."""
