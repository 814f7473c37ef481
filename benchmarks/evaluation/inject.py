"""Inject known defects into clean lists.

An injector takes a list and returns it with one defect, or None where the defect would be none:
that is decided by what stands in the lines, never by listlint. Habits are counted here, too: a
missing stop is a defect only where 95 of 100 descriptions, and 15 at least, have one.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from made import Page

_ITEM = re.compile(
    r"(?P<indent> *)(?P<mark>[-*]) \[(?P<name>[^\[\]]+)\]\((?P<url>https?://[^\s()]+)\)"
    r"(?P<joint> [-–—*]+ |: )(?P<about>[^\n]+)"
)
_STOPS = ".!?。！？…"
_LEAST, _SHARE = 15, 0.95


@dataclass(frozen=True, slots=True)
class Defect:
    """A list with one defect: the rule that should find it, in which line (1-based) and how.

    `also`: rules that may rightly speak, too, of the same cause.
    """

    rule: str
    page: Page
    line: int
    how: str
    also: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Item:
    index: int
    indent: str
    mark: str
    name: str
    url: str
    joint: str
    about: str

    def written(self, **new: str) -> str:
        """Return its line with other parts."""
        part = {k: new.get(k, getattr(self, k)) for k in ("indent", "mark", "name", "url", "joint",
                                                          "about")}  # fmt: skip
        return "{indent}{mark} [{name}]({url}){joint}{about}".format(**part)


def _items(page: Page) -> list[_Item]:
    found = ((i, _ITEM.fullmatch(line)) for i, line in enumerate(page.lines))
    return [_Item(index=i, **match.groupdict()) for i, match in found if match]


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table: the index of its header's line, its header, its rows."""

    start: int
    header: list[str]
    rows: list[list[str]]
    edges: tuple[str, str]

    def column(self, name: str) -> int | None:
        """Return the index of the column of that header."""
        found = [i for i, text in enumerate(self.header) if text.casefold() == name]
        return found[0] if found else None

    def line(self, cells: list[str]) -> str:
        """Return the line of a row."""
        return self.edges[0] + " | ".join(cells) + self.edges[1]


def _grids(page: Page) -> Iterator[_Grid]:
    lines = page.lines
    for index in range(1, len(lines)):
        if not re.fullmatch(r"\|?[\s:|-]*-[\s:|-]*\|?", lines[index]) or "|" not in lines[index]:
            continue
        end = index + 1
        while end < len(lines) and "|" in lines[end]:
            end += 1
        whole = [_cells(line) for line in (lines[index - 1], *lines[index + 1 : end])]
        edges = ("| ", " |") if lines[index - 1].startswith("|") else ("", "")
        yield _Grid(index - 1, whole[0], whole[1:], edges)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


Inject = Callable[[Page, Random], "Defect | None"]
INJECTORS: list[tuple[str, Inject]] = []


def _of(rule: str) -> Callable[[Inject], Inject]:
    def register(inject: Inject) -> Inject:
        INJECTORS.append((rule, inject))
        return inject

    return register


def _put(page: Page, index: int, line: str, rule: str, how: str, *also: str) -> Defect:
    lines = [*page.lines]
    lines[index] = line
    return Defect(rule, page.with_lines(lines), index + 1, how, frozenset(also))


def _add(page: Page, index: int, new: list[str], at: int, rule: str, how: str, *also: str
         ) -> Defect:  # fmt: skip
    lines = [*page.lines[:index], *new, *page.lines[index:]]
    return Defect(rule, page.with_lines(lines), index + 1 + at, how, frozenset(also))


def _mostly(items: list[_Item], has: Callable[[_Item], bool]) -> list[_Item]:
    """Return those that have it, if nearly all do."""
    having = [item for item in items if has(item)]
    enough = len(items) >= _LEAST and len(having) >= _SHARE * len(items)
    return having if enough else []


def _pick(random: Random, items: list[_Item]) -> _Item | None:
    return random.choice(items) if items else None


def _reword(page: Page, random: Random, word: str, by: str, rule: str, *also: str
            ) -> Defect | None:  # fmt: skip
    """Replace a match of `word`, once, in a description of an item or in a cell."""
    places: list[tuple[int, int, int, str]] = []
    starts = {item.index: len(item.written(about="")) for item in _items(page)}
    for grid in _grids(page):
        about = grid.column("description") or grid.column("notes")
        for offset, row in enumerate(grid.rows):
            if about is not None and about < len(row):
                line = page.lines[grid.start + 2 + offset]
                starts[grid.start + 2 + offset] = line.index(row[about])
    for index, start in starts.items():
        line = page.lines[index]
        end = re.compile(r" !\[| `| \|").search(line, start)
        places += (
            (index, *match.span(), match.expand(by))
            for match in re.compile(word).finditer(line, start, end.start() if end else len(line))
            if "](" not in line[start : match.end()]
        )
    if not places:
        return None
    index, start, stop, new = random.choice(places)
    line = page.lines[index]
    how = f"`{line[start:stop]}` became `{new}`"
    return _put(page, index, line[:start] + new + line[stop:], rule, how, *also)


# --- Words and marks -------------------------------------------------------------------------

_SLIPS = {
    "documents": "documnets", "network": "netwrok", "traffic": "trafic",
    "database": "databse", "records": "recrods", "configuration": "configuraton",
    "terminal": "terminl", "sessions": "sesions", "weather": "wether", "reports": "reprots",
    "container": "contaner", "password": "pasword", "language": "langauge", "command": "comand",
    "browser": "broswer", "interface": "interfce", "between": "betwen", "several": "severel",
    "machines": "machnies", "through": "trough", "modules": "moduels", "server": "sever",
    "running": "runnning", "results": "resuts", "memory": "memeory", "library": "libary",
    "separate": "seperate", "performance": "preformance", "application": "aplication",
    "management": "managment", "development": "developement", "framework": "framwork",
    "environment": "enviroment", "functional": "functinal", "powerful": "powerfull",
    "available": "avaliable", "analysis": "anaylsis", "security": "secutiry",
}  # fmt: skip
_REAL_WORDS = {"trough", "sever", "wether"}
"""Typos that are words themselves, which only the sentence shows."""


@_of("typo")
def _typo(page: Page, random: Random) -> Defect | None:
    word = random.choice(sorted(w for w, slip in _SLIPS.items() if slip not in _REAL_WORDS))
    return _reword(page, random, rf"(?<=[a-z] ){word}(?=[ .])", _SLIPS[word], "typo")


@_of("repeated-word")
def _repeated(page: Page, random: Random) -> Defect | None:
    # Not `in`: one may log in in a browser.
    word = random.choice(("the", "of", "with", "a", "for", "and", "from", "between"))
    return _reword(page, random, rf"(?<= ){word}(?= [a-z])", f"{word} {word}", "repeated-word")


@_of("wrong-article")
def _article(page: Page, random: Random) -> Defect | None:
    word, by = random.choice(((r"(?<= )a(?= [b-df-gj-np-tv-z][a-z]{3,})", "an"),
                              (r"(?<= )an(?= [ai][a-z]{3,})", "a"),
                              (r"(?<= )the(?= whole)", "an")))  # fmt: skip
    return _reword(page, random, word, by, "wrong-article")


@_of("multiple-spaces")
def _blanks(page: Page, random: Random) -> Defect | None:
    return _reword(page, random, r"(?<=[a-z]) (?=[a-z])", "  ", "multiple-spaces")


@_of("invisible-character")
def _invisible(page: Page, random: Random) -> Defect | None:
    char = random.choice("\u200b\u00ad\u2060\ufeff")
    return _reword(page, random, r"(?<=[a-z]{3})(?=[a-z]{2})", char, "invisible-character")


@_of("homoglyph")
def _script(page: Page, random: Random) -> Defect | None:
    latin, other = random.choice(("aа", "eе", "oо", "cс", "pр"))
    return _reword(page, random, rf"(?<=[a-z]{{2}}){latin}(?=[a-z]{{2}})", other, "homoglyph")


@_of("name-spelling")
def _name(page: Page, random: Random) -> Defect | None:
    right, wrong = random.choice((("GitHub", "Github"), ("PostgreSQL", "PostgreSql"),
                                  ("JavaScript", "Javascript"), ("GitHub", "GitHUb"),
                                  ("JavaScript", "javascript")))  # fmt: skip
    return _reword(page, random, rf"\b{right}\b", wrong, "name-spelling", "inconsistent-name")


@_of("inconsistent-name")
def _named(page: Page, random: Random) -> Defect | None:
    # A name that no table of names knows, which nearly every description has.
    items = _items(page)
    if page.name not in ("dashes", "nested", "long"):
        return None
    lines = [*page.lines]
    odd = random.choice(items)
    for item in items:
        name = "Rokibot" if item is odd else "RokiBot"
        lines[item.index] = item.written(about=f"Runs {name} on servers.")
    return Defect("inconsistent-name", page.with_lines(lines), odd.index + 1, "one of many")


@_of("stray-punctuation")
def _marks(page: Page, random: Random) -> Defect | None:
    word, by = random.choice(((r"(?<=[a-z])\.$", ".."), (r"(?<=[a-z])\.$", " ."),
                              (r"(?<=[a-z])\.(?= [A-Z])", " ."), (r"(?<=[a-z])\.(?= [A-Z])", ".."),
                              (r"(?<=[a-z]{3}) and (?=[a-z])", " , and "),
                              (r"(?<=[a-z]{3}) and (?=[a-z])", "，and ")))  # fmt: skip
    return _reword(page, random, word, by, "stray-punctuation")


@_of("unbalanced-bracket")
def _brackets(page: Page, random: Random) -> Defect | None:
    word, by = random.choice(((r"(?<=[a-z])\)(?=[ .])", ""), (r"(?<= )\((?=[a-z]+ )", ""),
                              (r"(?<=[a-z] )(?=[a-z]+ [a-z]+ [a-z])", "(")))  # fmt: skip
    return _reword(page, random, word, by, "unbalanced-bracket")


@_of("missing-space")
def _glued(page: Page, random: Random) -> Defect | None:
    by = random.choice((r"`\1`and ", r"\1[notes](https://notes.example/of) and ",
                        r"[\1](https://notes.example/of)and "))  # fmt: skip
    return _reword(page, random, r"(?<=[a-z] )([a-z]{4,}) (?=[a-z]{3,})", by, "missing-space")


# --- Links -----------------------------------------------------------------------------------


def _relink(page: Page, random: Random, new: Callable[[str], str], rule: str, *also: str
            ) -> Defect | None:  # fmt: skip
    """Change the URL of an item or of a cell."""
    places = [(item.index, item.url) for item in _items(page)]
    for grid in _grids(page):
        for offset, _ in enumerate(grid.rows):
            index = grid.start + 2 + offset
            if found := re.search(r"\]\((https?://[^\s()]+)\)", page.lines[index]):
                places.append((index, found[1]))
    if not places:
        return None
    index, url = random.choice(places)
    changed = new(url)
    line = page.lines[index].replace(f"]({url})", f"]({changed})", 1)
    return None if line == page.lines[index] else _put(page, index, line, rule, changed, *also)


@_of("malformed-url")
def _url(page: Page, random: Random) -> Defect | None:
    new = random.choice((
        lambda u: u.replace("://", "//", 1), lambda u: u.replace("https:", "htps:", 1),
        lambda u: f"https://{u}", lambda u: u.replace("https://", "https:///", 1),
        lambda u: u.removeprefix("https://") if "github.com" in u else u,
        lambda u: f"[{u}",
    ))  # fmt: skip
    return _relink(page, random, new, "malformed-url")


@_of("empty-link")
def _empty(page: Page, random: Random) -> Defect | None:
    return _relink(page, random, lambda _: "", "empty-link")


@_of("private-link")
def _local(page: Page, random: Random) -> Defect | None:
    place = random.choice(("http://localhost:3000/tool", "file:///home/me/tool.html",
                           "http://127.0.0.1:8080/", "http://192.168.1.4/tool"))  # fmt: skip
    return _relink(page, random, lambda _: place, "private-link")


@_of("tracking-parameter")
def _tracked(page: Page, random: Random) -> Defect | None:
    extra = random.choice(("utm_source=newsletter", "utm_medium=email&utm_campaign=x",
                           "fbclid=IwAR1BFK5", "gclid=Cj0KCQ"))  # fmt: skip
    return _relink(page, random, lambda u: u if "?" in u else f"{u}?{extra}", "tracking-parameter")


@_of("truncated-url")
def _truncated(page: Page, random: Random) -> Defect | None:
    items = [i for i in _items(page) if i.url.rsplit("/", 1)[-1].lower() == i.name.lower()]
    # Shorter names are too near to others.
    items = [i for i in items if len(i.name) >= 6 and i.name[-1].lower() not in "s0123456789"]
    item = _pick(random, items)
    if item is None:
        return None
    return _put(page, item.index, item.written(url=item.url[:-1]), "truncated-url", item.url[:-1])


@_of("mismatched-link")
def _mismatched(page: Page, random: Random) -> Defect | None:
    said, meant = random.choice((("https://kettles.example/", "https://ketles.example/"),
                                 ("www.kettles.example", "https://pots.example/"),
                                 ("https://kettles.example/old", "https://kettles.example/new"))
                                )  # fmt: skip
    line = f"The page of this list is [{said}]({meant})."
    return _add(page, 1, ["", line], 1, "mismatched-link", said)


@_of("duplicate-entry")
def _duplicate(page: Page, random: Random) -> Defect | None:
    item = _pick(random, [i for i in _items(page) if not i.indent and "?" not in i.url])
    if item is None:
        return None
    url = random.choice((item.url, item.url.replace("https://", "http://", 1),
                         item.url.removesuffix("/") + "/"))  # fmt: skip
    if "github.com" in url and random.random() < 0.5:
        url = item.url.removesuffix("/") + ".git"
    return _add(page, item.index + 1, [item.written(url=url)], 0, "duplicate-entry", url,
                "insecure-link", "unsorted-entry")  # fmt: skip


@_of("undefined-reference")
def _undefined(page: Page, random: Random) -> Defect | None:
    item = _pick(random, _items(page))
    if item is None:
        return None
    line = page.lines[item.index].replace(f"]({item.url})", f"][{item.name} page]", 1)
    return _put(page, item.index, line, "undefined-reference", line)


@_of("unused-reference")
def _unused(page: Page, _: Random) -> Defect | None:
    if not page.lines[-1].strip() or "|" in page.lines[-1]:
        return None
    new = ["", "[kettle]: https://kettle.example/page"]
    return _add(page, len(page.lines), new, 1, "unused-reference", new[1])


@_of("malformed-link")
def _broken(page: Page, random: Random) -> Defect | None:
    item = _pick(random, [i for i in _items(page) if not i.indent])
    if item is None:
        return None
    whole = f"[{item.name}]({item.url})"
    line = page.lines[item.index]
    new = random.choice((f"[{item.name}] ({item.url})", f"({item.name})[{item.url}]",
                         f"[{item.name}]({item.url}", f"[{item.name}]（{item.url}）"))  # fmt: skip
    if f"]({whole}" in line:
        return None
    return _put(page, item.index, line.replace(whole, new, 1), "malformed-link", new)


@_of("broken-fragment")
def _fragment(page: Page, _: Random) -> Defect | None:
    return _add(page, 1, ["", "Go to [the kettles](#all-the-kettles) at once."], 1,
                "broken-fragment", "#all-the-kettles")  # fmt: skip


@_of("broken-path")
def _path(page: Page, random: Random) -> Defect | None:
    path = random.choice(("docs/gone.md", "./gone.md", "/images/gone.png"))
    return _add(page, 1, ["", f"Read [the guide]({path}) first."], 1, "broken-path", path)


# --- Entries ---------------------------------------------------------------------------------


@_of("description-ending")
def _ending(page: Page, random: Random) -> Defect | None:
    items = _items(page)
    having = _mostly(items, lambda i: i.about[-1] in _STOPS)
    if having and page.ending:
        fit = [i for i in having if i.about[-1] == page.ending and i.about[-2].isalpha()]
        fit = [i for i in fit if not i.about.endswith("etc.")]
        if (item := _pick(random, fit)) is None:
            return None
        line = item.written(about=item.about[:-1])
        return _put(page, item.index, line, "description-ending", "no period")
    bare = _mostly(items, lambda i: i.about[-1].isalpha())
    if (item := _pick(random, bare)) is None:
        return None
    line = item.written(about=item.about + ".")
    return _put(page, item.index, line, "description-ending", "a period")


@_of("description-case")
def _case(page: Page, random: Random) -> Defect | None:
    having = _mostly(_items(page), lambda i: i.about[0].isupper())
    plain = [i for i in having if re.match(r"(?:[A-Z][a-z]+s|An?|The) [a-z]", i.about)]
    # A word that begins one description only may be a name.
    first = Counter(i.about.split(" ")[0] for i in having)
    plain = [i for i in plain if first[i.about.split(" ")[0]] > 1]
    if (item := _pick(random, plain)) is None:
        return None
    line = item.written(about=item.about[0].lower() + item.about[1:])
    return _put(page, item.index, line, "description-case", item.about[:12])


@_of("entry-format")
def _format(page: Page, random: Random) -> Defect | None:
    items = _items(page)
    usual = items[0].joint if items else ""
    having = _mostly(items, lambda i: i.joint == usual)
    if (item := _pick(random, [i for i in having if i.about[0].isupper()])) is None:
        return None
    other = random.choice([j for j in (" – ", " — ", ": ", " ", " -- ") if j != usual])
    return _put(page, item.index, item.written(joint=other), "entry-format", other)


@_of("missing-description")
def _undescribed(page: Page, random: Random) -> Defect | None:
    if page.name not in ("dashes", "long", "badges", "chinese"):
        return None  # cuts have lists in which some entries need none
    item = _pick(random, _items(page))
    if item is None:
        return None
    line = item.written(joint="", about="")
    return _put(page, item.index, line, "missing-description", "no description")


@_of("unsorted-entry")
def _unsorted(page: Page, random: Random) -> Defect | None:
    runs: list[list[_Item]] = []
    for item in _items(page):
        if runs and runs[-1][-1].index + 1 == item.index and not item.indent:
            runs[-1].append(item)
        elif not item.indent:
            runs.append([item])

    def key(i: _Item) -> str:
        return re.sub(r"\W", "", i.name).casefold()

    fit = [r for r in runs if len(r) >= 7 and sorted(r, key=key) == r]
    fit = [r for r in fit if len({key(i)[0] for i in r}) > 3]
    if not fit:
        return None
    run = random.choice(fit)
    moved = random.randrange(len(run) - 4)
    if key(run[moved])[0] == key(run[-1])[0]:
        return None
    lines = [*page.lines]
    line = lines.pop(run[moved].index)
    lines.insert(run[-1].index, line)
    return Defect("unsorted-entry", page.with_lines(lines), run[-1].index + 1, run[moved].name)


@_of("malformed-item")
def _glued_mark(page: Page, random: Random) -> Defect | None:
    items = _items(page)
    taken = {item.index for item in items}
    fit = [i for i in items if i.index - 1 in taken and i.index + 1 in taken and not i.indent]
    if (item := _pick(random, fit)) is None:
        return None
    line = item.mark + page.lines[item.index][len(item.mark) + 1 :]
    return _put(page, item.index, line, "malformed-item", line[:8])


@_of("unused-ignore")
def _ignore(page: Page, random: Random) -> Defect | None:
    first = next((i for i, line in enumerate(page.lines) if line.startswith("## ")), None)
    if first is None:
        return None
    rule = random.choice(("typo", "empty-link", "no-such-rule"))
    new = [f"<!-- listlint-disable-next-line {rule} -->", ""]
    return _add(page, first, new, 0, "unused-ignore", rule)


# --- Sections --------------------------------------------------------------------------------


def _has_contents(page: Page) -> bool:
    return any(re.search(r"\]\(#", line) for line in page.lines)


@_of("empty-section")
def _hollow(page: Page, random: Random) -> Defect | None:
    places = [i for i, line in enumerate(page.lines) if line.startswith("## ")]
    if _has_contents(page) or len(places) < 2:
        return None
    # Where HTML stands before a heading, or another empty one follows, it may be meant.
    fit = [
        p for p in places[1:]
        if not any(line.startswith("<") for line in page.lines[p - 2 : p])
        and not all(not line or line.startswith("#") for line in page.lines[p + 1 : p + 3])
    ]  # fmt: skip
    if not fit:
        return None
    place = random.choice(fit)
    return _add(page, place, ["## Kettles", ""], 0, "empty-section", "Kettles")


@_of("multiple-titles")
def _titles(page: Page, _: Random) -> Defect | None:
    if page.name not in ("dashes", "long", "tables"):
        return None  # up to four titles are left alone
    lines = [line[1:] if line.startswith("## ") else line for line in page.lines]
    return Defect("multiple-titles", page.with_lines(lines), 0, "all sections")


@_of("duplicate-heading")
def _twice(page: Page, random: Random) -> Defect | None:
    places = [i for i, line in enumerate(page.lines) if line.startswith("## ")]
    if _has_contents(page) or len(places) < 2:
        return None
    first, *rest = places
    place = random.choice(rest)
    if any(line.startswith("<a name") for line in page.lines):
        return None  # anchors of its own tell them apart
    name = page.lines[first]
    name = random.choice((name, name.lower(), name.upper()))
    return _put(page, place, name, "duplicate-heading", name)


@_of("toc-mismatch")
def _contents(page: Page, random: Random) -> Defect | None:
    places = [i for i, line in enumerate(page.lines) if re.fullmatch(r"- \[\w+\]\(#\w+\)", line)]
    if len(places) < 4 or page.name not in ("dashes", "tables", "long"):
        return None
    lines = [*page.lines]
    place = random.choice(places[1:-1])
    match random.randrange(4):
        case 0:  # an item is lost
            lines.pop(place)
            return Defect("toc-mismatch", page.with_lines(lines), place, "lost")
        case 1:  # two items changed places
            if len(places) < 10:
                return None  # nine in ten of them could not be in order
            place = random.choice(places[:-1])
            lines[place], lines[place + 1] = lines[place + 1], lines[place]
            return Defect("toc-mismatch", page.with_lines(lines), 0, "order")
        case 2:  # the anchor is another's
            name = re.sub(r"\W+", "", lines[place].split("]")[0])
            lines[place] = lines[place].replace("(#", "(#the-")
            return Defect("toc-mismatch", page.with_lines(lines), place + 1, f"anchor of {name}")
        case _:  # the section is called otherwise now
            heading = "## " + lines[place].split("[")[1].split("]")[0]
            lines[lines.index(heading)] = "## Kettles"
            return Defect("toc-mismatch", page.with_lines(lines), 0, "renamed")


# --- Tables ----------------------------------------------------------------------------------


def _grid(page: Page, random: Random, *, least: int = 5) -> _Grid | None:
    fit = [g for g in _grids(page) if len(g.rows) >= least and len(g.header) >= 3]
    return random.choice(fit) if fit else None


def _set(page: Page, random: Random, column: str, new: Callable[[str], str], rule: str, *also: str,
         least: int = 5) -> Defect | None:  # fmt: skip
    """Change a value that occurs at least three times in a column of a table."""
    grid = _grid(page, random, least=least)
    at = grid.column(column) if grid else None
    if grid is None or at is None:
        return None
    values = [row[at] for row in grid.rows if at < len(row)]
    fit = [i for i, row in enumerate(grid.rows) if at < len(row) and values.count(row[at]) >= 4]
    fit = [i for i in fit if new(grid.rows[i][at]) != grid.rows[i][at]]
    if not fit:
        return None
    offset = random.choice(fit)
    row = [*grid.rows[offset]]
    old, row[at] = row[at], new(row[at])
    how = f"`{old}` became `{row[at]}`"
    return _put(page, grid.start + 2 + offset, grid.line(row), rule, how, *also)


@_of("column-count")
def _cells_lost(page: Page, random: Random) -> Defect | None:
    grid = _grid(page, random)
    if grid is None:
        return None
    full = [i for i, row in enumerate(grid.rows) if len(row) == len(grid.header) and all(row)]
    if len(full) < len(grid.rows) - 1 or not full:
        return None
    offset = random.choice(full)
    row = grid.rows[offset]
    new = random.choice((row[:-1], [*row, "7"], [*row[:1], "", *row[1:]]))
    return _put(page, grid.start + 2 + offset, grid.line(new), "column-count", str(len(new)))


@_of("malformed-table")
def _delimiter(page: Page, random: Random) -> Defect | None:
    grid = _grid(page, random)
    if grid is None:
        return None
    count = len(grid.header) + random.choice((-1, 1))
    return _put(page, grid.start + 1, grid.line(["---"] * count), "malformed-table", str(count))


@_of("missing-value")
def _value_lost(page: Page, random: Random) -> Defect | None:
    column = random.choice(("license", "language", "许可证", "languages"))
    return _set(page, random, column, lambda _: "", "missing-value", least=9)


@_of("inconsistent-value")
def _value_case(page: Page, random: Random) -> Defect | None:
    column = random.choice(("language", "free", "who", "语言"))
    return _set(page, random, column, lambda v: random.choice((v.lower(), v.upper())),
                "inconsistent-value", "unexpected-value", "name-spelling")  # fmt: skip


@_of("unknown-license")
def _license(page: Page, random: Random) -> Defect | None:
    wrong = {"MIT": "MTI", "Apache-2.0": "Apache 2", "GPL-3.0": "GPLv3",
             "BSD-3-Clause": "BSD 3 Clause", "Apache 2.0": "apache-2.0"}  # fmt: skip
    if page.name == "open-llms":
        return None  # it has several spellings already
    column = random.choice(("license", "licence", "许可证"))
    return _set(page, random, column, lambda v: wrong.get(v, v), "unknown-license")


@_of("unexpected-value")
def _slipped(page: Page, random: Random) -> Defect | None:
    wrong = {"Python": "Pyhton", "Haskell": "Haskel", "Kotlin": "Koltin", "Unknown": "Unkown"}
    column = random.choice(("language", "free", "cors"))
    grids = list(_grids(page))
    count = sum(len(g.rows) for g in grids if g.column(column) is not None)
    if count < 20:
        return None
    return _set(page, random, column, lambda v: wrong.get(v, v), "unexpected-value", "typo")


@_of("stray-value")
def _pasted(page: Page, random: Random) -> Defect | None:
    grid = _grid(page, random)
    at = grid.column("languages") if grid else None
    if grid is None or at is None:
        return None
    offset = random.randrange(len(grid.rows))
    row = [*grid.rows[offset]]
    row[0] += row[at]
    return _put(page, grid.start + 2 + offset, grid.line(row), "stray-value", row[0])


@_of("inconsistent-header")
def _header(page: Page, random: Random) -> Defect | None:
    grids = list(_grids(page))
    if len(grids) < 3 or len({tuple(g.header) for g in grids}) > 1:
        return None
    grid = random.choice(grids)
    at = random.randrange(1, len(grid.header))
    header = [*grid.header]
    old = header[at]
    header[at] = random.choice((old.lower(), old.replace("License", "Licence"), f"{old}\u00a0",
                                old.upper()))  # fmt: skip
    if header[at] == old:
        return None
    return _put(page, grid.start, grid.line(header), "inconsistent-header", header[at],
                "invisible-character")  # fmt: skip


def defects(pages: list[Page], seed: int, tries: int) -> Iterator[tuple[Page, Defect]]:
    """Yield `tries` defects of each rule at most, each with the clean list that it was put into."""
    for rule, inject in INJECTORS:
        random = Random(f"{seed} {rule}")
        made = 0
        for _ in range(tries * 40):
            page = random.choice(pages)
            defect = inject(page, random)
            if defect is not None:
                made += 1
                yield page, defect
            if made == tries:
                break


# --- Blocks that GitHub shows as text, or hides ---------------------------------------------


def _starts(page: Page) -> list[int]:
    """Return the lines of the first items of lists, each after an empty line."""
    return [i.index for i in _items(page) if not i.indent and not page.lines[i.index - 1].strip()]


def _sections(page: Page) -> list[int]:
    return [i for i, line in enumerate(page.lines) if re.match(r"#{2,6} \w", line)]


@_of("conflict-marker")
def _conflict(page: Page, random: Random) -> Defect | None:
    item = _pick(random, _items(page))
    if item is None or item.indent:
        return None
    return _add(page, item.index, ["<<<<<<< HEAD"], 0, "conflict-marker", "HEAD")


@_of("malformed-heading")
def _no_space(page: Page, random: Random) -> Defect | None:
    fit = _sections(page)
    if not fit:
        return None
    index = random.choice(fit)
    line = page.lines[index].replace("# ", "#", 1)
    return _put(page, index, line, "malformed-heading", line, "toc-mismatch", "broken-fragment")


@_of("swallowed-block")
def _after_html(page: Page, random: Random) -> Defect | None:
    fit = _starts(page)
    if not fit:
        return None
    return _add(page, random.choice(fit), ["<br>"], 1, "swallowed-block", "<br>")


@_of("unclosed-block")
def _unclosed(page: Page, random: Random) -> Defect | None:
    fit = _sections(page)
    if not fit:
        return None
    return _add(page, random.choice(fit), ["<details>", ""], 0, "unclosed-block", "<details>")


@_of("unclosed-emphasis")
def _asterisks(page: Page, random: Random) -> Defect | None:
    item = _pick(random, [i for i in _items(page) if i.about[0].isupper() and "*" not in i.about])
    if item is None:
        return None
    line = item.written(about=f"**{item.about}")
    return _put(page, item.index, line, "unclosed-emphasis", item.name)


@_of("malformed-alert")
def _alert(page: Page, random: Random) -> Defect | None:
    fit = _sections(page)
    if not fit:
        return None
    new = ["> [NOTE]", "> Read this before all else.", ""]
    return _add(page, random.choice(fit), new, 0, "malformed-alert", "NOTE")
