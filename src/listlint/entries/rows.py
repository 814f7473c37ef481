"""Find the entries of table rows."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from listlint.diagnostics.records import dataclass
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.labels import DESCRIPTION_HEADER, GENERIC_TEXT, LICENSE_HEADER, NAME_HEADER
from listlint.entries.model import Entry, EntryField, EntryKind, first_link
from listlint.language.words import ideographs
from listlint.markdown import Cell, Table

_WORD = regex(r"(?<![:\w])[^\W_]*[^\W\d_]")
_SMALL_WORD = regex(r"(?<![^\s(\"'])[a-zà-öø-ÿа-я]{2,}")
_LONG = 60
"""Most characters that names have on average."""
_PROSE_COLUMNS = 3
"""Most columns of phrases among which the longest is the description."""


@dataclass(frozen=True, slots=True)
class TableRoles:
    """The roles of columns: indices of the name, its link and the description."""

    name: int
    link: int
    description: int | None


class _Column:
    """What the cells of a column are: their texts, and those of their links."""

    def __init__(self, header: str) -> None:
        self.header = header
        self.texts: list[str] = []
        self.links: list[str] = []

    def add(self, cell: Cell) -> None:
        if cell.marked != ():
            self.texts.append(cell.text)
            link = first_link(cell.marked or ())
            if link is not None:
                self.links.append(link.text)

    @property
    def filled(self) -> int:
        return len(self.texts)

    @property
    def linked(self) -> int:
        return len(self.links)

    @cached_property
    def generic(self) -> int:
        """Cells whose link has a text that is no name, such as `Website`, or none."""
        return sum(bool(GENERIC_TEXT.fullmatch(x)) or not _has_word(x) for x in self.links)

    @cached_property
    def worded(self) -> int:
        return sum(map(_has_word, self.texts))

    @cached_property
    def length(self) -> int:
        return sum(map(len, self.texts))

    @cached_property
    def different(self) -> int:
        return len(set(self.texts))

    @property
    def words(self) -> int:
        """Words that are no names; four ideographs count as one."""
        return sum(len(_SMALL_WORD.findall(x)) + ideographs(x) // 4 for x in self.texts)

    def is_linked(self, rows: int) -> bool:
        """Whether most cells have a link; in a column of names, a quarter is enough."""
        if NAME_HEADER.search(self.header) and self.may_name(rows):
            return self.linked * 4 >= rows
        return self.linked * 2 > self.filled and self.linked * 2 >= rows

    @property
    def has_names(self) -> bool:
        """Whether its links are names: not mostly one text, nor texts such as `Website`."""
        return self.generic * 2 <= self.linked and (
            self.filled < 4 or self.different * 4 > self.filled
        )

    @property
    def is_prose(self) -> bool:
        """Whether nearly all of its cells are phrases, mostly different and without a link."""
        return (
            self.different * 2 >= self.filled
            and self.length >= 20 * self.filled > 0
            and self.worded * 10 >= self.filled * 9
            and self.linked * 2 <= self.filled
            and self.words >= 2 * self.filled
        )

    def may_name(self, rows: int) -> bool:
        """Whether it may have the names of entries that another column links."""
        return (
            self.filled * 10 >= rows * 9
            and self.worded * 2 >= self.filled
            and self.length <= _LONG * self.filled
            and self.different * 4 >= self.filled * 3
        )


def _has_word(text: str) -> bool:
    return text[:1].isalpha() or _WORD.search(text) is not None


def table_roles(tables: Sequence[Table]) -> dict[Span, TableRoles]:
    """Return the columns with names, links and descriptions, by the span of the table.

    Tables with the same header have the same roles; those without entries are left out.
    """
    kinds: dict[tuple[str, ...], list[Table]] = {}
    for table in tables:
        kinds.setdefault(header_of(table), []).append(table)
    found: dict[Span, TableRoles] = {}
    for header, alike in kinds.items():
        columns = [_Column(text) for text in header]
        for row in (row for table in alike for row in table.rows):
            for column, cell in zip(columns, row.cells, strict=False):
                column.add(cell)
        roles = _roles(columns, max(sum(len(table.rows) for table in alike), 1))
        if roles is not None:
            found |= {table.span: roles for table in alike}
    return found


def header_of(table: Table) -> tuple[str, ...]:
    """Return the texts of a header."""
    return tuple(" ".join(cell.text.split()) for cell in table.header.cells)


def _roles(columns: Sequence[_Column], rows: int) -> TableRoles | None:
    """Return the roles of columns in `rows` rows.

    The entry column is the first whose cells mostly contain a link that is a name. If the links
    are all `Website` or the like, or an earlier column has the header of a name
    (`Model | Checkpoints`), the name comes from another column.
    """
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
        i
        for i in free
        if DESCRIPTION_HEADER.search(columns[i].header)
        and columns[i].worded * 2 > columns[i].filled
    ]
    if not described:
        prose = [
            i for i in free if columns[i].is_prose and not LICENSE_HEADER.search(columns[i].header)
        ]
        # Where most columns are phrases, none of them is the description.
        if len(prose) <= _PROSE_COLUMNS:
            described = sorted(prose, key=lambda i: -columns[i].length)[:1]
    return TableRoles(name, link, described[0] if described else None)


def row_entries(table: Table, roles: TableRoles, section: tuple[str, ...]) -> Iterator[Entry]:
    """Yield the entries of a table in `section`, in source order."""
    headers = header_of(table)
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
