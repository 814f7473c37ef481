"""Print the sections and the number of links of a list."""

import listlint

document = listlint.parse("awesome-teapots.md")
for heading in document.headings[1:]:
    line, _ = document.lines.position(heading.span.start)
    print(f"line {line}: {heading.text} (#{heading.anchor})")
print(f"{len(document.links)} links, {len(document.tables)} table")
