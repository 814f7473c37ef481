"""Rules about links: whatever the network answers, a fix never breaks the list."""

import re
from dataclasses import replace
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.diagnostics.edits import Safety, apply_edits
from listlint.diagnostics.problems import InvalidData
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.linter.fixer import apply_fixes
from listlint.markdown import parse
from listlint.rules.registry import configure, shipped_rules
from listlint.urls.rewrite import LONGEST, respelled, retarget
from listlint.urls.verdict import Evidence, Repository, Verdict, VerdictKind

RULES = shipped_rules()
OLD = "http://old.example/a"
EVERY = frozenset(Safety)

STYLES = {
    "inline": "- [Tool]({url}) - Is a tool.\n- [Next](https://next.example) - Is next.\n",
    "titled": '- [Tool]({url} "A tool") - Is a tool.\n- [Next](https://next.example) - Is next.\n',
    "angle": "- [Tool](<{url}>) - Is a tool.\n- [Next](https://next.example) - Is next.\n",
    "image": "Text ![A tool]({url}) and *more* [Next](https://next.example).\n",
    "badge": "Text [![A](https://next.example/a.svg)]({url}) and *more*.\n",
    "reference": "[Tool][t] and [Next](https://next.example) *too*.\n\n[t]: {url} 'A tool'\n",
    "autolink": "See <{url}> and *more* at [Next](https://next.example).\n",
    "bare": "See {url} and *more* at [Next](https://next.example).\n",
    "html": 'See <a href="{url}">Tool</a> and [Next](https://next.example).\n',
    "single": "See <a class='x' href='{url}'>Tool</a> and [Next](https://next.example).\n",
    "unquoted": "See <a href={url} id=x>Tool</a> and [Next](https://next.example).\n",
    "picture": '<p align="center"><img src="{url}" alt="A"></p>\n\n[Next](https://next.example)\n',
    "row": "| name | what |\n| - | - |\n| [T]({url}) | Is |\n| [N](https://next.example) | x |\n",
    "bare row": "| name | what |\n| - | - |\n| Tool | {url} |\n| [N](https://next.example) | x |\n",
}
NASTY = [
    "https://new.example/) [evil](https://evil.example/",
    'https://new.example/"><script>alert(1)</script>',
    "https://new.example/'onmouseover='alert(1)",
    "https://new.example/a b\tc",
    "https://new.example/a\n\n# Heading\n\n- [evil](https://evil.example)",
    "https://new.example/a\r\n| evil | row |",
    "https://new.example/a|b|c",
    "https://new.example/a\\",
    "https://new.example/a\\)\\|",
    "https://new.example/((((((((((((",
    "https://new.example/)(",
    "https://new.example/a>b<c",
    "https://new.example/`code`",
    "https://new.example/*a*_b_~~c~~",
    "https://new.example/[a](b)![c](d)",
    "https://new.example/&lt;&#41;&copy;&quot;",
    "https://new.example/?a=1&amp=2&copy=3",
    "https://new.example/<!-- listlint-disable-file -->",
    "https://new.example/\u202egpj.exe\u200b\x00\x1b[31m",
    "https://new.example/%zz%",
    "https://new.example/\udce9\ud800",
    "https://new.example/${{ github.token }}",
    "https://new.example/a.",
    "https://new.example/a_",
    "https://user:secret@new.example/",
    "https://github.com@evil.example/",
    "https://new_host.example/",
    "https://new .example/",
    "https://new.example\\@evil.example/",
    "https://[::1]/a",
    "https://",
    "//new.example/a",
    "javascript:alert(1)",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "https://new.example/" + "a" * 5_000,
    "https://new.example:99999999/",
    "https://пример.example/a",
    "",
]


def moved(final: str, **more: object) -> Verdict:
    verdict = Verdict(OLD, VerdictKind.MOVED, Evidence.OK, "moved", final_url=final, permanent=True)
    return replace(verdict, **more)


def dead(snapshot: str | None) -> Verdict:
    return Verdict(OLD, VerdictKind.DEAD, Evidence.NOT_FOUND, "404", archive_url=snapshot)


def fixed(text: str, rule: str, verdict: Verdict) -> str:
    """Return `text` with every fix of a rule applied, those included that are displayed only."""
    context = LintContext(document=parse(text, "README.md"), verdicts={verdict.url: verdict})
    result = apply_fixes(
        context,
        lambda context: lint(context, [RULES[rule]]),
        lambda text: replace(context, document=parse(text, "README.md")),
        EVERY,
    )
    assert result.notes == ()
    return result.context.text


def shape(text: str) -> object:
    """Return all that a new target must leave as it is."""
    document = parse(text, "README.md")
    return (
        [(link.kind, link.text, link.title, link.is_image) for link in document.links
         if link.kind not in ("bare", "autolink")],
        len(document.links),
        [len(row.cells) for table in document.tables for row in table.rows],
        [heading.text for heading in document.headings],
        [definition.label for definition in document.definitions],
        len(document.comments),
        [type(block).__name__ for block in document.blocks],
        text.count("\n"),
    )  # fmt: skip


def targets(text: str) -> list[str]:
    return [link.url for link in parse(text, "README.md").links]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("final", NASTY)
def test_answers_do_not_break_out_of_a_link(style: str, final: str) -> None:
    text = STYLES[style].format(url=OLD)
    for rule, verdict in (("moved-link", moved(final)), ("dead-link", dead(final))):
        after = fixed(text, rule, verdict)
        assert shape(after) == shape(text)
        old, new = targets(text), targets(after)
        assert [u for u in new if "next.example" in u] == [u for u in old if "next.example" in u]
        assert all(re.match(r"https?://(?:old|next|new|new_host|пример|\w+--)", u) for u in new)
        assert after.isprintable() or after.replace("\n", "").isprintable()


@given(st.text(max_size=40), st.sampled_from(sorted(STYLES)))
def test_text_does_not_break_out_of_a_link(rest: str, style: str) -> None:
    text = STYLES[style].format(url=OLD)
    after = fixed(text, "moved-link", moved(f"https://new.example/{rest}"))
    assert shape(after) == shape(text)
    assert after == text or "new.example" in after


@given(st.text("ab()|\\&;<>*_~'\"[]%#?=./ ", max_size=12), st.sampled_from(sorted(STYLES)))
def test_target_is_the_one_that_was_answered(rest: str, style: str) -> None:
    text = STYLES[style].format(url=OLD)
    wanted = f"https://new.example/{rest}"
    link = next(link for link in parse(text, "README.md").links if link.url == OLD)
    edit = retarget(text, link, wanted)
    if edit is not None:
        after = apply_edits(text, [edit])
        assert shape(after) == shape(text)
        (found,) = (u for u in targets(after) if "new.example" in u)
        assert unquote(found) == unquote(wanted)


def test_every_style_is_fixed_where_the_answer_is_valid() -> None:
    for style, template in STYLES.items():
        text = template.format(url=OLD)
        assert fixed(text, "moved-link", moved("https://new.example/b?c=d")) == (
            text if style == "unquoted" else template.format(url="https://new.example/b?c=d")
        ), style


@pytest.mark.parametrize(
    ("old", "new", "spelled"),
    [
        ("http://en.example/Foo_(bar)", "https://en.example/Foo_%28bar%29", "https://en.example/Foo_(bar)"),
        ("http://zh.example/维基", "https://zh.example/%E7%BB%B4%E5%9F%BA", "https://zh.example/维基"),
        ("http://bücher.example/", "https://xn--bcher-kva.example/", "https://bücher.example/"),
        ("http://bücher.example/", "https://www.xn--bcher-kva.example/", "https://www.bücher.example/"),
        ("http://straße.example/", "https://xn--strae-oqa.example/", "https://straße.example/"),
        ("http://straße.example/", "https://strasse.example/", "https://strasse.example/"),
        ("http://bücher.example:81/", "https://xn--bcher-kva.example:81/", "https://bücher.example:81/"),
        ("http://www.tool.example", "https://tool.example/", "https://tool.example/"),
        ("http://tool.example:80/a", "https://tool.example/a", "https://tool.example/a"),
        ("http://tool.example/a#b", "https://tool.example/c", "https://tool.example/c#b"),
        ("http://tool.example/a#b", "https://tool.example/c#d", "https://tool.example/c#d"),
        ("http://me@tool.example/a", "https://tool.example/a", "https://tool.example/a"),
        ("http://TOOL.example/a/", "https://tool.example/a", "https://TOOL.example/a"),
    ],
)  # fmt: skip
def test_the_way_a_url_is_written_is_kept(old: str, new: str, spelled: str) -> None:
    assert respelled(old, new) == spelled


def test_endless_urls_are_not_written() -> None:
    assert respelled(OLD, "https://new.example/" + "a" * LONGEST) is None


def test_escapes_of_the_source_are_kept_or_made_harmless() -> None:
    url = "http://tool.example/a_(b)|c?d&e"
    row = "| name | what |\n| - | - |\n| [Tool](http://tool.example/a_\\(b\\)\\|c?d&amp;e) | x |\n"
    verdict = Verdict(url, VerdictKind.ALIVE, Evidence.OK, "ok", https=True)
    after = fixed(row, "insecure-link", verdict)
    (link,) = parse(after, "README.md").links
    assert unquote(link.url) == url.replace("http:", "https:")
    assert shape(after) == shape(row)


def test_an_undecodable_byte_of_the_source_stays_what_it_is() -> None:
    text = "- [Tool](http://tool.example/\udce9) - Is a tool.\n"
    url = "http://tool.example/\ufffd"  # as GitHub links it
    verdict = Verdict(url, VerdictKind.ALIVE, Evidence.OK, "ok", https=True)
    assert fixed(text, "insecure-link", verdict) == text


def test_two_links_by_one_definition_are_both_reported_and_fixed_once() -> None:
    text = "[Tool][t] and [its manual][t].\n\n[t]: http://old.example/a\n"
    context = LintContext(document=parse(text, "README.md"), verdicts={OLD: dead(None)})
    assert len(lint(context, [RULES["dead-link"]])) == 2
    assert fixed(text, "moved-link", moved("https://old.example/a")).count("https://") == 1


def test_a_cause_is_reported_once() -> None:
    url = "http://old.example/a)"
    text = f"- [Tool](<{url}>) - Is a tool.\n"
    verdict = Verdict(url, VerdictKind.DEAD, Evidence.NOT_FOUND, "404")
    context = LintContext(document=parse(text, "README.md"), verdicts={url: verdict})
    rules = [RULES[name] for name in ("dead-link", "malformed-url", "insecure-link")]
    assert [finding.rule for finding in lint(context, rules)] == ["malformed-url"]


@pytest.mark.parametrize(
    "archived",
    ["", "{date}", "{link}{link}", "[{link}](x)", "{link} | x", "{link}\n", "{nope}{link}"],
)
def test_formats_that_would_break_the_list_are_rejected(archived: str) -> None:
    with pytest.raises(InvalidData, match="archived"):
        configure(RULES["dead-link"], {"archived": archived})


def safety(text: str, verdict: Verdict) -> Safety | None:
    context = LintContext(document=parse(text, "README.md"), verdicts={verdict.url: verdict})
    findings = lint(context, [RULES["moved-link"]])
    return findings[0].fix.safety if findings and findings[0].fix else None


@pytest.mark.parametrize(
    ("old", "final", "expected"),
    [
        ("http://a.example/x", "https://a.example/x", Safety.SAFE),
        ("http://a.example/x", "https://www.a.example/x/", Safety.SAFE),
        ("https://a.example/Read", "https://a.example/read", Safety.SAFE),
        ("http://a.example/", "https://b.example/", Safety.DISPLAY_ONLY),
        ("http://a.example/x", "https://a.example.evil/x", Safety.DISPLAY_ONLY),
        ("http://a.example/x", "https://evil-a.example/x", Safety.DISPLAY_ONLY),
        ("http://a.example/x", "https://a.example:8443/x", Safety.DISPLAY_ONLY),
        ("https://a.example/x", "http://a.example/x", Safety.DISPLAY_ONLY),
        ("http://a.example/x?id=1", "https://a.example/x?id=2", Safety.DISPLAY_ONLY),
        ("https://github.com/a/b", "https://github.com/c/d", Safety.SAFE),
        ("https://github.com/a/b/issues/1", "https://github.com/c/d/issues/1", Safety.SAFE),
        ("https://github.com/a/b.git", "https://github.com/a/b", Safety.SAFE),
        ("https://github.com/a/b", "https://evil.example/c/d", Safety.DISPLAY_ONLY),
        ("https://github.com/a/b", "https://github.com/login?return_to=b", None),
        ("https://a.example/x", "https://a.example/", None),
        ("https://a.example/x", "https://b.example", None),
        ("https://a.example/", "https://a.example/welcome", None),
        ("https://a.example/x", "https://a.example/pt-BR/x", None),
        ("https://youtu.be/x", "https://www.youtube.com/watch?v=x", None),
        ("https://straße.example/x", "https://xn--strae-oqa.example/x", None),
        ("http://straße.example/x", "https://xn--strae-oqa.example/x", Safety.SAFE),
        ("http://straße.example/x", "https://strasse.example/x", Safety.DISPLAY_ONLY),
        ("https://notyoutu.be/x", "https://www.youtube.com/watch?v=x", Safety.DISPLAY_ONLY),
    ],
)
def test_only_what_is_certain_is_safe(old: str, final: str, expected: Safety | None) -> None:
    text = f"- [Tool]({old}) - Is a tool.\n"
    assert safety(text, moved(final, url=old)) == expected
    if expected is Safety.SAFE:
        assert safety(text, moved(final, url=old, permanent=False)) is Safety.DISPLAY_ONLY


def test_forge_itself_reports_the_name_of_a_repository() -> None:
    url, final = "https://git.example/a/b", "https://git.example/c/d"
    text = f"- [Tool]({url}) - Is a tool.\n"
    assert safety(text, moved(final, url=url)) is Safety.DISPLAY_ONLY
    named = Repository("c/d", final)
    assert safety(text, moved(final, url=url, repository=named)) is Safety.SAFE
    other = Repository("e/f", "https://git.example/e/f")
    assert safety(text, moved(final, url=url, repository=other)) is Safety.DISPLAY_ONLY


def test_bare_www_has_no_scheme() -> None:
    text = "See www.tool.example/a for more.\n"
    url = "http://www.tool.example/a"
    assert safety(text, moved("https://www.tool.example/a", url=url)) is None
    assert safety(text, moved("https://new.example/a", url=url)) is Safety.DISPLAY_ONLY


@pytest.mark.parametrize("evidence", list(Evidence))
def test_no_default_rule_reports_what_is_unknown(evidence: Evidence) -> None:
    """Titles of error pages and parked domains are guesses, whose precision is not measured."""
    verdict = Verdict(OLD, VerdictKind.UNKNOWN, evidence, "200 OK, but the page shows 'Not found'")
    context = LintContext(parse(STYLES["inline"].format(url=OLD)), verdicts={OLD: verdict})
    default = [rule for rule in RULES.values() if "recommended" in rule.presets]
    assert len(default) > 50
    assert not list(lint(context, default))
