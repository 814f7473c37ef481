"""Find the entries of table rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from listlint.entries.labels import DESCRIPTION_HEADER, GENERIC_TEXT, LICENSE_HEADER, NAME_HEADER
from listlint.entries.model import Entry, EntryKind, first_link, is_badge, links_of
from listlint.markdown import Cell, Table


@dataclass(frozen=True, slots=True)
class TableRoles:
    """The roles of columns: indices of the name, its link and the description."""

    name: int
    link: int
    description: int | None


def table_roles(table: Table) -> TableRoles | None:
    """Return the columns with names, links and descriptions; None for a table without entries.

    The entry column is the first whose cells mostly contain a link. If an earlier column has the
    header of a name (`Model | Checkpoints`), the name comes from there.
    """
    width = len(table.header.cells)
    filled = [0] * width
    linked = [0] * width
    length = [0] * width
    for row in table.rows:
        for index, cell in enumerate(row.cells[:width]):
            if cell.text or cell.inlines:
                filled[index] += 1
                length[index] += len(cell.text)
                linked[index] += any(not is_badge(link) for link in links_of(cell.inlines))
    rows = max(len(table.rows), 1)
    candidates = [i for i in range(width) if linked[i] * 2 > filled[i] and linked[i] * 2 >= rows]
    if not candidates:
        return None
    headers = [cell.text for cell in table.header.cells]
    named = [i for i in candidates if NAME_HEADER.search(headers[i])]
    link = named[0] if named else candidates[0]
    earlier = [i for i in range(link) if NAME_HEADER.search(headers[i])]
    name = next((i for i in earlier if filled[i] * 10 >= rows * 9), link)
    described = [
        i
        for i in range(width)
        if i not in (name, link) and DESCRIPTION_HEADER.search(headers[i]) and filled[i]
    ]
    if not described:
        prose = [
            i
            for i in range(width)
            if i not in (name, link)
            and length[i] >= 20 * filled[i] > 0
            and linked[i] * 2 <= filled[i]
            and not LICENSE_HEADER.search(headers[i])
        ]
        described = sorted(prose, key=lambda i: -length[i])[:1]
    return TableRoles(name, link, described[0] if described else None)


def row_entries(table: Table, section: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the entries of a table in `section`, in source order."""
    roles = table_roles(table)
    if roles is None:
        return
    headers = [cell.text for cell in table.header.cells]
    for row in table.rows:
        cells = row.cells
        if len(cells) <= max(roles.name, 0) or not any(cell.text for cell in cells):
            continue
        named = cells[roles.name]
        linked = cells[roles.link] if roles.link < len(cells) else None
        link = first_link(linked.inlines) if linked else None
        own = (
            link is not None and roles.name == roles.link and not GENERIC_TEXT.fullmatch(link.text)
        )
        name = link.text if own and link else named.text
        name_span = link.text_span if own and link else named.span
        if not name.strip() and link is None:
            continue
        about: Cell | None = None
        if roles.description is not None and roles.description < len(cells):
            about = cells[roles.description]
        yield Entry(
            name=" ".join(name.split()),
            url=link.url if link else None,
            description=about.text if about else "",
            section=section,
            kind=EntryKind.ROW,
            span=row.span,
            name_span=name_span,
            description_span=about.span if about and about.text else None,
            link=link,
            fields={
                header: cell.text
                for index, (header, cell) in enumerate(zip(headers, cells, strict=False))
                if index != roles.name and header
            },
            table=table,
            row=row,
        )
