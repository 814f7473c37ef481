"""How the cost of rules and formats grows with the size of a list: `python benchmarks/scaling.py`.

`scaling.py [LIST.md …]` checks 1, 2, 4 … 64 times each list, the entries of each copy renamed, and
prints for the parser, each rule and each format the CPU time at the largest size and the exponent
of its growth: 1 is linear, 2 quadratic. The exponent is that of the growth from a quarter of the
largest size on. `scaling.py --shapes [SIZE]` does so for the parser and the entries with texts that
are meant to hurt, at SIZE/4 and SIZE characters (by default 400,000).
"""

import gc
import re
import sys
import time
from collections.abc import Callable, Iterator
from math import log
from pathlib import Path

from listlint.entries.context import LintContext
from listlint.formats import Format
from listlint.linter.engine import lint
from listlint.markdown import parse
from listlint.report import OutputStyle, Report, render
from listlint.rules.registry import shipped_rules

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from results import file_report
from shapes import SHAPES

COPIES = (1, 2, 4, 8, 16, 32, 64)
LIST = Path(__file__).parents[1] / "examples" / "awesome-teapots.md"
LIMIT = 1.1
"""The highest exponent that passes for linear."""
SHORTEST = 0.05
"""Seconds of CPU below which a growth is noise."""


def copies(text: str, count: int) -> str:
    """Return a list `count` times as long, without more duplicates."""
    return "\n".join([text, *(renamed(text, number) for number in range(1, count))])


def renamed(text: str, number: int) -> str:
    """Return a list whose links, names and headings are others."""
    text = re.sub(r"://(?=\w)", f"://c{number}.", text)
    text = re.sub(r"\[([^\[\]\n]*\w)\]\(", rf"[\1 {number}](", text)
    return re.sub(r"^(#+ .*\w.*?) *$", rf"\1 {number}", text, flags=re.MULTILINE)


def seconds(run: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    run()
    return time.process_time() - start


def costs(text: str) -> Iterator[tuple[str, float]]:
    """Yield the CPU time of the parser, of each rule and of each format."""
    yield "(parser)", seconds(lambda: parse(text))
    context = LintContext(parse(text))
    yield "(entries)", seconds(lambda: context.entries)
    yield "(prose)", seconds(lambda: (context.every_prose, context.verbatim))
    rules = shipped_rules()
    for name, rule in rules.items():
        yield name, seconds(lambda rule=rule: list(rule.check(context)))
    findings = lint(context, list(rules.values()))
    yield "(engine)", seconds(lambda: lint(context, [rules["unused-ignore"]]))
    report = Report("1", (file_report("README.md", context, findings),), rules)
    for form in Format:
        yield f"{form} format", seconds(lambda form=form: list(render(report, form, OutputStyle())))


def show(taken: dict[int, dict[str, float]]) -> None:
    """Print the time at the largest size and the exponent of each part."""
    sizes = sorted(taken)
    first, last = sizes[-3] if len(sizes) > 2 else sizes[0], sizes[-1]
    print(f"{'':30} {'seconds':>9}  exponent, at {last:,} characters")
    for name, most in sorted(taken[last].items(), key=lambda pair: -pair[1]):
        less = taken[first][name]
        if most < SHORTEST:
            continue
        exponent = log(most / max(less, SHORTEST / 10)) / log(last / first)
        print(f"{name:30} {most:8.2f}s  {exponent:5.2f}{'  !' * (exponent > LIMIT)}")
    print(flush=True)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["--shapes"]:
        size = int(arguments[1]) if len(arguments) > 1 else 400_000
        taken = {part: dict(shape_costs(part)) for part in (size // 4, size // 2, size)}
        show(taken)
        return
    for path in arguments or [str(LIST)]:
        print(path)
        text = Path(path).read_text("utf-8")
        dict(costs(text))  # everything is imported
        many = {len(whole): whole for whole in (copies(text, count) for count in COPIES)}
        show({size: dict(costs(whole)) for size, whole in many.items()})


def shape_costs(size: int) -> Iterator[tuple[str, float]]:
    """Yield the CPU time of reading each text that is meant to hurt."""
    for name, make in SHAPES.items():
        context = LintContext(parse(make(size)))
        yield name, seconds(lambda c=context: (parse(c.text), c.entries, c.prose))


if __name__ == "__main__":
    main(sys.argv[1:])
