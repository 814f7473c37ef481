"""Time of reading what is meant to hurt, at doubling sizes: it must grow with the size.

`python benchmarks/parse_scaling.py [SIZE]` prints a table; SIZE is that of the largest input, in
characters (default 400,000). `factor` is the growth over the last doubling: 2 is linear.
"""

import sys
import time
from pathlib import Path

from listlint.entries.context import LintContext
from listlint.markdown import parse

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from shapes import SHAPES


def seconds(source: str) -> float:
    start = time.perf_counter()
    context = LintContext(parse(source))
    assert context.entries is not None
    assert context.prose is not None
    return time.perf_counter() - start


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 400_000
    sizes = [largest // 4, largest // 2, largest]
    print(f"{'shape':28}", *(f"{size:>9}" for size in sizes), "  factor")
    for name, make in SHAPES.items():
        taken = [seconds(make(size)) for size in sizes]
        shown = " ".join(f"{t:8.3f}s" for t in taken)
        print(f"{name:28} {shown}  {taken[-1] / taken[-2]:6.1f}", flush=True)


if __name__ == "__main__":
    main()
