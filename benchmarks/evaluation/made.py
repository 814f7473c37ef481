"""Generated lists of several styles, without defects."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from random import Random

_SYLLABLES = (
    "ka", "lo", "mi", "ren", "tu", "sol", "bar", "vex", "nim", "por", "qui", "dra", "fen", "gol",
    "hat",
)  # fmt: skip
_VERBS = (
    "Converts", "Renders", "Collects", "Compares", "Manages", "Deploys", "Monitors", "Compresses",
    "Translates", "Schedules", "Validates", "Generates", "Synchronizes", "Visualizes",
)  # fmt: skip
_THINGS = (
    "large documents", "network traffic", "database records", "configuration files",
    "images of plants", "terminal sessions", "calendar entries", "weather reports",
    "container images", "password stores", "mailing lists", "source code", "language models",
)  # fmt: skip
_MANNERS = (
    "from the command line", "without any configuration", "in a browser window",
    "for the whole team (and its guests)", "with a simple interface", "between several machines",
    "on a GitHub project", "through a PostgreSQL database", "as JavaScript modules",
    "behind a reverse proxy", "while the server is running", "and keeps the results in memory",
)  # fmt: skip
_CHINESE = (
    "一个简单的命令行工具", "用于管理大型文档的服务器", "支持多种语言的开源框架",
    "面向初学者的教程",
    "轻量级的数据库客户端", "可以离线使用的笔记应用", "基于浏览器的图像编辑器", "快速生成测试数据",
)  # fmt: skip
_SECTIONS = (
    "Editors", "Servers", "Clients", "Libraries", "Tutorials", "Games", "Databases", "Networks",
    "Backups", "Calendars", "Wikis", "Queues", "Maps", "Mail",
)  # fmt: skip
_LICENSES = ("MIT", "Apache-2.0", "GPL-3.0", "BSD-3-Clause")
_LANGUAGES = ("Python", "Rust", "Haskell", "Kotlin")
_ANSWERS = ("Yes", "Yes", "Yes", "No", "Unknown")


@dataclass(frozen=True, slots=True)
class Page:
    """A list as lines; `name` is that of its style, `ending` the end of its descriptions."""

    name: str
    lines: tuple[str, ...]
    ending: str = ""

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(self.lines) + "\n"

    def with_lines(self, lines: list[str]) -> "Page":
        """Return the same list with other lines."""
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class _Thing:
    name: str
    url: str
    about: str


def _things(random: Random, count: int, says: Callable[[Random], str]) -> list[_Thing]:
    names: set[str] = set()
    while len(names) < count:
        names.add("".join(random.sample(_SYLLABLES, 3)).capitalize())
    made = []
    for name in sorted(names):
        owner = "".join(random.sample(_SYLLABLES, 2))
        url = random.choice((f"https://github.com/{owner}/{name.lower()}",
                             f"https://{name.lower()}.example/",
                             f"https://www.{owner}.example/{name.lower()}"))  # fmt: skip
        made.append(_Thing(name, url, says(random)))
    return made


def _english(random: Random) -> str:
    said = f"{random.choice(_VERBS)} {random.choice(_THINGS)} {random.choice(_MANNERS)}"
    more = f". Also {random.choice(_VERBS).lower()} {random.choice(_THINGS)}"
    return said + more * (random.random() < 0.3)


def _sections(random: Random, count: int, size: int, says: Callable[[Random], str]
              ) -> list[tuple[str, list[_Thing]]]:  # fmt: skip
    things = _things(random, count * size, says)
    random.shuffle(things)
    parts = [sorted(things[i * size : (i + 1) * size], key=lambda t: t.name) for i in range(count)]
    return list(zip(random.sample(_SECTIONS, count), parts, strict=True))


def _contents(names: list[str], mark: str = "-") -> list[str]:
    return ["## Contents", "", *(f"{mark} [{name}](#{name.lower()})" for name in names), ""]


def dashes(random: Random) -> Page:
    """`- [Name](URL) - Description.` in sorted sections, with a table of contents."""
    parts = _sections(random, 4, 7, _english)
    lines = ["# Awesome Tools", "", "> A list of tools that are worth a look.", ""]
    lines += _contents([name for name, _ in parts])
    for name, things in parts:
        lines += [f"## {name}", "", *(f"- [{t.name}]({t.url}) - {t.about}." for t in things), ""]
    return Page("dashes", tuple(lines[:-1]), ".")


def long(random: Random) -> Page:
    """Many short sections, with a table of contents."""
    parts = _sections(random, 13, 5, _english)
    lines = ["# Awesome Tools", ""]
    lines += _contents([name for name, _ in parts])
    for name, things in parts:
        lines += [f"## {name}", "", *(f"- [{t.name}]({t.url}) - {t.about}." for t in things), ""]
    return Page("long", tuple(lines[:-1]), ".")


def badges(random: Random) -> Page:
    """`* [Name](URL): description ![badge]`, without a period, with tags."""
    parts = _sections(random, 3, 9, _english)
    lines = ["# Awesome Tools", "", "A list of tools, [as text][source].", ""]
    for name, things in parts:
        lines += [f"## {name}", ""]
        for t in things:
            badge = f"![stars](https://img.shields.io/github/stars/{t.name.lower()}/{t.name})"
            tag = random.choice(("`MIT`", "`GPL-3.0`"))
            lines.append(f"* [{t.name}]({t.url}): {t.about} {badge} {tag}")
        lines.append("")
    lines += ["[source]: https://lists.example/source.txt"]
    return Page("badges", tuple(lines))


def nested(random: Random) -> Page:
    """Entries with entries below them."""
    parts = _sections(random, 3, 8, _english)
    lines = ["# Awesome Tools", ""]
    for name, things in parts:
        lines += [f"## {name}", ""]
        for index, t in enumerate(things):
            indent = "  " if index % 4 else ""
            lines.append(f"{indent}- [{t.name}]({t.url}) - {t.about}.")
        lines.append("")
    return Page("nested", tuple(lines[:-1]), ".")


def tables(random: Random) -> Page:
    """Tables of one shape, a section each."""
    parts = _sections(random, 4, 9, _english)
    lines = ["# Awesome Services", ""]
    lines += _contents([name for name, _ in parts])
    for name, things in parts:
        lines += [f"## {name}", "", "| Name | Description | License | Language | Free |"]
        lines.append("| --- | --- | --- | --- | --- |")
        for t in things:
            values = (random.choice(_LICENSES), random.choice(_LANGUAGES), random.choice(_ANSWERS))
            lines.append(f"| [{t.name}]({t.url}) | {t.about} | {' | '.join(values)} |")
        lines.append("")
    return Page("tables", tuple(lines[:-1]))


def models(random: Random) -> Page:
    """Wide tables of who made what in which language."""
    lines = ["# Open Models", ""]
    owners = ("Stanford", "Tsinghua", "Berkeley", "Mozilla")
    for name, things in _sections(random, 2, 12, _english):
        lines += [f"## {name}", "", "Who | Model | Languages | Notes", "--- | --- | --- | ---"]
        for t in things:
            spoken = random.choice(("en/zh", "en/fr", "en/zh"))
            lines.append(f"{random.choice(owners)} | [{t.name}]({t.url}) | {spoken} | {t.about}")
        lines.append("")
    return Page("models", tuple(lines[:-1]))


def chinese(random: Random) -> Page:
    """Chinese bullets that end with a Chinese period."""
    lines = ["# 工具列表", ""]
    for name, things in _sections(random, 3, 8, lambda r: r.choice(_CHINESE)):
        lines += [f"## {name} 工具", "", *(f"- [{t.name}]({t.url}) - {t.about}。" for t in things)]
        lines.append("")
    return Page("chinese", tuple(lines[:-1]), "。")


def chinese_table(random: Random) -> Page:
    """A Chinese table."""
    lines = ["# 大模型列表", "", "| 名称 | 说明 | 许可证 | 语言 |", "|:-|:-|:-|:-|"]
    for t in _things(random, 22, lambda r: r.choice(_CHINESE)):
        values = (random.choice(_LICENSES), random.choice(_LANGUAGES))
        lines.append(f"|[{t.name}]({t.url})|{t.about}|{'|'.join(values)}|")
    return Page("chinese-table", tuple(lines))


STYLES = (dashes, long, badges, nested, tables, models, chinese, chinese_table)


def pages(seed: int, rounds: int) -> Iterator[Page]:
    """Yield `rounds` lists of each convention; the same for the same seed."""
    random = Random(seed)
    for _ in range(rounds):
        for convention in STYLES:
            yield convention(random)
