"""Write the sources of the documentation site into build/website.

`zensical build --strict -f build/website/mkdocs.yml` makes `build/website/site` of them. Every page
comes from a Markdown file that reads well on GitHub, too; links to files that are not part of the
site go to the repository.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from posixpath import dirname, normpath, relpath
from urllib.parse import unquote

from listlint.config.schema import config_schema
from listlint.markdown import CodeBlock, LinkKind, List, every, parse
from listlint.rules.options import rule_options, toml
from listlint.rules.page import shipped_page
from listlint.rules.registry import Preset, Rule, shipped_rules
from readme import topics

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "website"
SETTINGS = Path(__file__).parent / "website"
REPOSITORY = "https://github.com/listlint/listlint"
BADGE = re.compile(r"^\[!\[.*\n", re.MULTILINE)
"""A badge, which the page of another host draws; the site requests nothing from others."""
LABELS = {
    "before": "Previous version",
    "bad": "Reported",
    "text": "Messages",
    "fixed": "Fixed",
    "good": "Not reported",
    "options": "Options",
    "config": "Configuration",
    "verdicts": "What is known of the links",
}


def sources() -> dict[str, str]:
    """Return the files of the site by their paths in the repository."""
    files = {
        "README.md": "index.md",
        "CHANGELOG.md": "changelog.md",
        "CONTRIBUTING.md": "contributing.md",
        "benchmarks/README.md": "benchmarks.md",
        "rules/README.md": "rules/index.md",
    }
    for path in sorted((ROOT / "docs").rglob("*")):
        if path.suffix in {".md", ".png", ".svg"}:
            files[path.relative_to(ROOT).as_posix()] = path.relative_to(ROOT / "docs").as_posix()
    return files | {f"rules/{name}.md": f"rules/{name}.md" for name in shipped_rules()}


def pages() -> dict[str, str]:
    """Return the Markdown of every page of the site by its path."""
    files = sources()
    texts = {}
    for source, target in files.items():
        if target.endswith(".md"):
            name = source[len("rules/") : -len(".md")]
            if source.startswith("rules/") and name in shipped_rules():
                text = rule_page(shipped_rules()[name])
            else:
                text = indent((ROOT / source).read_text("utf-8"))
                text = retitle(BADGE.sub("", text), language)
            texts[target] = relink(text, source, files)
    return texts


def relink(text: str, source: str, files: Mapping[str, str]) -> str:
    """Return a page with its relative links changed to where the site, or GitHub, has the files.

    Raises `ValueError` for a link to a file that does not exist.
    """
    edits = {}
    for link in parse(text.encode()).links:
        path, mark, fragment = link.url.partition("#")
        if path and link.kind is not LinkKind.BARE and not re.match(r"[a-z]+:", path):
            target = normpath(f"{dirname(source)}/{unquote(path)}").lstrip("/")
            if target in files:
                new = relpath(files[target], dirname(files[source]))
            elif (ROOT / target).exists():
                kind = "tree" if (ROOT / target).is_dir() else "blob"
                new = f"{REPOSITORY}/{kind}/main/{target}"
            else:
                raise ValueError(f"{source}: no file {target}")
            edits[link.url_span] = f"{new}{mark}{fragment}"
    for span in sorted(edits, key=lambda span: span.start, reverse=True):
        text = f"{text[: span.start]}{edits[span]}{text[span.end :]}"
    return text


def retitle(text: str, title: Callable[[str, str], str]) -> str:
    """Return a page with new info strings for its fences, made of the old one and the code."""
    blocks = every(parse(text.encode()).blocks)
    for block in reversed([one for one in blocks if isinstance(one, CodeBlock) and one.info]):
        source = text[block.span.start : block.span.end]
        code = source.partition("\n")[2]
        source = source.replace(block.info, title(block.info, code), 1)
        text = f"{text[: block.span.start]}{source}{text[block.span.end :]}"
    return text


def indent(text: str) -> str:
    """Return a page whose list items are indented by four spaces, as the site's parser expects."""
    for block in reversed(parse(text.encode()).blocks):
        if isinstance(block, List):
            for item in reversed(block.children):
                source = text[item.span.start : item.span.end]
                marker = re.match(r"(?:[-*]|\d+[.)]) +", source)
                if marker and (missing := 4 - marker.end()) > 0:
                    source = re.sub(r"(?<=\n)(?= )", " " * missing, source)
                    text = f"{text[: item.span.start]}{source}{text[item.span.end :]}"
    return text


def language(info: str, _code: str) -> str:
    """Return the language of a fence, which is all that the parser of the site expects."""
    return info.partition(" ")[0]


def example_title(info: str, code: str) -> str:
    """Return the info string of an example on the page of a rule."""
    first, _, label = info.partition(" ")
    label = "config" if code.startswith("conventions =") else label.partition(" ")[0] or first
    return f'{first} title="{LABELS[label]}"' if label in LABELS else first


# --- Rules ---------------------------------------------------------------------------------


def rule_page(rule: Rule) -> str:
    """Return the page of a rule with a summary, its options as a table, and titles of examples."""
    text = shipped_page(rule.name).text
    text = re.sub(r"^```toml\n.*?^```\n+", "", text, count=1, flags=re.MULTILINE | re.DOTALL)
    text = text.partition("\n")[2].strip()
    head, _, examples = text.partition("## Examples\n")
    options = "".join(f"{line}\n" for line in option_lines(rule))
    if options and "## Options\n" not in head:
        options = f"## Options\n\n{options}"
    return (
        f"---\ntitle: {rule.name}\ndescription: {json.dumps(rule.title)}\n---\n\n"
        f"# {rule.name}\n\n**{rule.title}.**\n\n{summary(rule)}\n\n{head}\n{options}\n"
        f"## Examples\n{retitle(examples, example_title)}\n"
    )


def summary(rule: Rule) -> str:
    """Return what `listlint rule` lists of a rule, as a table."""
    presets = ", ".join(f"`{preset}`" for preset in Preset if preset in rule.presets)
    rows = {
        "Severity": rule.severity.value,
        "Presets": presets or "off unless enabled",
        "Fix": rule.safety.value if rule.fixes else "no",
    }
    if rule.supersedes:
        names = sorted(rule.supersedes)
        rows["Supersedes"] = ", ".join(f"[{name}]({name}.md)" for name in names)
    return f"| {' | '.join(rows)} |\n|{' --- |' * len(rows)}\n| {' | '.join(rows.values())} |"


def option_lines(rule: Rule) -> Iterator[str]:
    """Yield a table of the options of a rule, and what presets set differently."""
    options = rule_options(rule)
    if options:
        yield "| option | type | default | meaning |"
        yield "| --- | --- | --- | --- |"
    for option in options:
        default = f"`{option.default}`" if option.default else ""
        cells = (f"`{option.name}`", option.type, default, option.meaning)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"
    for preset, values in rule.pins.items():
        pinned = ", ".join(f"`{name} = {toml(value)}`" for name, value in values.items())
        yield ""
        yield f"The preset `{preset}` sets {pinned}."


def navigation() -> Iterator[str]:
    """Yield the rules by group as YAML, for the navigation."""
    for title, rules in topics().items():
        yield f"      - {title}:"
        yield from (f"          - {rule.name}: rules/{rule.name}.md" for rule in rules)


# -------------------------------------------------------------------------------------------


def write(directory: Path) -> None:
    """Write all pages, images and settings into a directory that does not exist."""
    shutil.copytree(SETTINGS, directory, ignore=shutil.ignore_patterns("*.css"))
    for target, text in pages().items():
        path = directory / "docs" / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    for source, target in sources().items():
        if not target.endswith(".md"):
            (directory / "docs" / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, directory / "docs" / target)
    shutil.copy(SETTINGS / "site.css", directory / "docs")
    schema = json.dumps(config_schema(), indent=2) + "\n"
    (directory / "docs" / "schema.json").write_text(schema, "utf-8")
    config = directory / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("      # rules\n", "".join(f"{x}\n" for x in navigation())))


if __name__ == "__main__":
    shutil.rmtree(BUILD, ignore_errors=True)
    write(BUILD)
