"""Rules about the structure of a list: headings, sections, contents, files."""
