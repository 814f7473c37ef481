"""Rules about tables: rows, columns, values."""
