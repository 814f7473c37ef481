"""Check a text that is in no file, with a config."""

import listlint

text = """\
# Awesome Teapots

- [Copper](https://copper.example/) - Boils a liter in four minutes.
- [Copper](https://copper.example/?utm_source=list) - The best kettle ever!!
"""
config = {"extend-select": ["repeated-punctuation"], "ignore": ["duplicate-*"]}

report = listlint.check(text=text, config=config)
for finding in report.findings:
    print(f"line {finding.line}: {finding.message}")
