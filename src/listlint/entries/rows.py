"""Find the entries of table rows."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from listlint.entries.labels import DESCRIPTION_HEADER, GENERIC_TEXT, LICENSE_HEADER, NAME_HEADER
from listlint.entries.model import Entry, EntryField, EntryKind, first_link
from listlint.markdown import Cell, Table

_WORD = re.compile(r"(?<![:\w])[^\W_]*[^\W\d_]")
_LONG = 60
"""Most characters that names have on average."""


@dataclass(frozen=True, slots=True)
class TableRoles:
    """The roles of columns: indices of the name, its link and the description."""

    name: int
    link: int
    description: int | None


@dataclass(slots=True)
class _Column:
    """What the cells of a column are."""

    header: str
    filled: int = 0
    linked: int = 0
    generic: int = 0
    """Cells whose link has a text that is no name, such as `Website`, or none."""
    worded: int = 0
    length: int = 0
    texts: set[str] = field(default_factory=set)

    def add(self, cell: Cell) -> None:
        if not cell.text and not cell.inlines:
            return
        self.filled += 1
        self.length += len(cell.text)
        self.worded += _WORD.search(cell.text) is not None
        self.texts.add(cell.text)
        link = first_link(cell.inlines)
        if link is not None:
            self.linked += 1
            self.generic += GENERIC_TEXT.fullmatch(link.text) is not None or not _WORD.search(
                link.text
            )

    def is_linked(self, rows: int) -> bool:
        return self.linked * 2 > self.filled and self.linked * 2 >= rows

    @property
    def has_names(self) -> bool:
        """Whether its links are names: not mostly one text, nor texts such as `Website`."""
        return self.generic * 2 <= self.linked and (
            self.filled < 4 or len(self.texts) * 4 > self.filled
        )

    def may_name(self, rows: int) -> bool:
        """Whether it may have the names of entries that another column links."""
        return (
            self.filled * 10 >= rows * 9
            and self.worded * 2 >= self.filled
            and self.length <= _LONG * self.filled
            and len(self.texts) * 4 >= self.filled * 3
        )


def table_roles(table: Table) -> TableRoles | None:
    """Return the columns with names, links and descriptions; None for a table without entries.

    The entry column is the first whose cells mostly contain a link that is a name. If the links
    are all `Website` or the like, or an earlier column has the header of a name
    (`Model | Checkpoints`), the name comes from another column.
    """
    columns = [_Column(cell.text) for cell in table.header.cells]
    for row in table.rows:
        for column, cell in zip(columns, row.cells, strict=False):
            column.add(cell)
    rows = max(len(table.rows), 1)
    indices = range(len(columns))
    candidates = [i for i in indices if columns[i].is_linked(rows)]
    if not candidates:
        return None
    names = [i for i in candidates if columns[i].has_names]
    named = [i for i in names or candidates if NAME_HEADER.search(columns[i].header)]
    link = (named or names or candidates)[0]
    earlier = [i for i in range(link) if NAME_HEADER.search(columns[i].header)]
    name = next((i for i in earlier if columns[i].filled * 10 >= rows * 9), link)
    if not names and name == link:
        # The text of the links is no name: it is the first column that has short, different texts.
        others = [i for i in indices if i not in candidates and columns[i].may_name(rows)]
        headed = [i for i in others if not DESCRIPTION_HEADER.search(columns[i].header)]
        name = (headed or others or [link])[0]
    free = [i for i in indices if i not in (name, link)]
    described = [
        i for i in free if DESCRIPTION_HEADER.search(columns[i].header) and columns[i].filled
    ]
    if not described:
        prose = [
            i
            for i in free
            if columns[i].length >= 20 * columns[i].filled > 0
            and columns[i].linked * 2 <= columns[i].filled
            and not LICENSE_HEADER.search(columns[i].header)
        ]
        described = sorted(prose, key=lambda i: -columns[i].length)[:1]
    return TableRoles(name, link, described[0] if described else None)


def row_entries(table: Table, section: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the entries of a table in `section`, in source order."""
    roles = table_roles(table)
    if roles is None:
        return
    headers = [" ".join(cell.text.split()) for cell in table.header.cells]
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
            values=tuple(
                EntryField(header, cell.text, cell.span, cell)
                for header, cell in zip(headers, cells, strict=False)
                if header
            ),
            leaves=cells,
            table=table,
            row=row,
        )
