"""Print the entries of a list."""

import listlint

for entry in listlint.read_entries("awesome-teapots.md"):
    section = " > ".join(entry.section)
    print(f"{section}: {entry.name} ({entry.url or 'no URL'})")
    if license_ := entry.fields.get("License"):
        print(f"  license {license_}")
