"""Check a list and its links in a program that does other things at the same time."""

import asyncio

import listlint

TEXT = """\
# Awesome Teapots

- [Copper](http://copper.example/) - Boils a liter in four minutes.
- [Gone](http://copper.example/gone) - Boils no more.
"""


async def main() -> None:
    async with asyncio.timeout(60):
        report = await listlint.check_async(text=TEXT, links=True)
    for finding in report.findings:
        print(f"line {finding.line}: {finding.rule}: {finding.message}")
    dead = [url for url, v in report.verdicts.items() if v.kind is listlint.VerdictKind.DEAD]
    print(f"{len(dead)} of {len(report.verdicts)} links are dead")


asyncio.run(main())
