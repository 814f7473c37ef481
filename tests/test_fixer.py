"""Fixing: whole fixes, no harm, byte for byte."""

import errno
import os
import stat
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from listlint.config.models import default_config
from listlint.diagnostics.edits import Edit, Fix, Safety, apply_edits, delete, insert, replace
from listlint.diagnostics.findings import Finding, Severity
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext
from listlint.linter.engine import lint
from listlint.linter.fixer import AppliedFixes, WriteError, apply_fixes, choose, write
from listlint.markdown import encode, parse
from lists import broken_lists
from oracle import github

SAFE = frozenset({Safety.SAFE})
BOTH = frozenset({Safety.SAFE, Safety.UNSAFE})
RULES = [default_config().rules[name] for name in sorted(default_config().selected)]
LIST = "# A\n\n- [Ant](https://ant.example) - Walks.\n- [Bee](https://bee.example) - Flies.\n"


def reread(text: str) -> LintContext:
    return LintContext(parse(text, "README.md"))


def finding(*edits: Edit, rule: str = "r", safety: Safety = Safety.SAFE, **more: bool) -> Finding:
    fix = Fix(safety, "fix it", edits, **more)
    return Finding(rule, Severity.WARNING, edits[0].span, "is wrong", fix=fix)


def edits_of(found: Finding) -> tuple[Edit, ...]:
    return found.fix.edits if found.fix else ()


def always(*findings: Finding) -> Callable[[LintContext], list[Finding]]:
    """Say the same of the first text that is read, and nothing of the others."""
    return lambda context: list(findings) if context.text == LIST else []


def run(text: str, wanted: frozenset[Safety] = SAFE) -> AppliedFixes:
    return apply_fixes(reread(text), lambda context: lint(context, RULES), reread, wanted)


# --- Whole fixes ---------------------------------------------------------------------------


def test_only_the_wanted_safety_is_applied() -> None:
    word = LIST.index("Walks")
    edits = [replace(Span(word, word + 5), text) for text in ("Runs", "Swims", "Flies")]
    found = [finding(e, safety=s) for e, s in zip(edits, Safety, strict=True)]
    assert [f.fix.safety for f in choose(found[1:], SAFE) if f.fix] == []
    assert [f.fix.safety for f in choose(found[1:], BOTH) if f.fix] == [Safety.UNSAFE]
    assert apply_fixes(reread(LIST), always(found[2]), reread, BOTH).context.text == LIST


def test_overlapping_fixes_wait_for_the_next_pass() -> None:
    word = LIST.index("Walks")
    first = finding(replace(Span(word, word + 5), "Runs"), rule="a")
    second = finding(replace(Span(word + 2, word + 6), "lked"), rule="b")
    touching = finding(insert(word + 5, "!"), rule="c")
    assert choose([second, touching, first], SAFE) == [first]


def test_a_fix_of_several_edits_is_applied_whole_or_not_at_all() -> None:
    ant, bee = LIST.index("Walks"), LIST.index("Flies")
    both = finding(replace(Span(ant, ant + 5), "A"), replace(Span(bee, bee + 5), "B"), rule="b")
    taken = finding(insert(ant, "Always "), rule="a")
    assert choose([taken, both], SAFE) == [taken]
    fixed = apply_fixes(reread(LIST), always(both), reread, SAFE)
    assert fixed.context.text == LIST.replace("Walks", "A").replace("Flies", "B")


def test_a_fix_of_a_fixed_place_is_left_to_a_later_run() -> None:
    def quarrel(context: LintContext) -> list[Finding]:
        word = "Walks" if "Walks" in context.text else "Runs"
        at = context.text.index(word)
        other = {"Walks": "Runs", "Runs": "Walks"}[word]
        return [finding(replace(Span(at, at + len(word)), other), rule=word.lower())]

    result = apply_fixes(reread(LIST), quarrel, reread, SAFE)
    assert result.context.text == LIST.replace("Walks", "Runs")
    assert [f.rule for f in result.fixed] == ["walks"]
    assert result.findings == ()


def test_a_fix_is_applied_once() -> None:
    def grow(context: LintContext) -> list[Finding]:
        return [finding(insert(context.text.index("Walks"), "so "))]

    assert apply_fixes(reread(LIST), grow, reread, SAFE).context.text.count("so ") == 1


def test_fixes_that_overlap_are_applied_one_after_another() -> None:
    def lint_(context: LintContext) -> list[Finding]:
        at = [context.text.find("Walks"), context.text.find("lks")]
        found = [finding(insert(at[0], "Always "), rule="always")] if at[0] >= 0 else []
        if "Always" in context.text:
            found = []
        if at[1] >= 0:
            found.append(finding(replace(Span(at[1] - 2, at[1] + 3), "Runs"), rule="runs"))
        return found

    result = apply_fixes(reread(LIST), lint_, reread, SAFE)
    assert result.context.text == LIST.replace("Walks", "Always Runs")
    assert [f.rule for f in result.fixed] == ["always", "runs"]
    assert result.findings == ()


def test_a_finding_that_another_fix_resolves_is_fixed() -> None:
    word = Span(LIST.index("Walks"), LIST.index("Walks") + 5)
    both = [finding(replace(word, "Runs"), rule=rule) for rule in "ab"]
    result = apply_fixes(reread(LIST), always(*both), reread, SAFE)
    assert result.context.text == LIST.replace("Walks", "Runs")
    assert len(result.fixed) == 2


def test_only_the_harmful_fix_of_a_rule_is_dropped() -> None:
    def lint_(context: LintContext) -> list[Finding]:
        words = [m for m in ("Walks", "Flies") if m in context.text]
        at = [context.text.index(word) for word in words]
        good = [finding(replace(Span(a, a + 5), "Runs")) for a in at]
        return [*good, finding(insert(context.text.index("[Ant"), "`"), insert(at[0] - 3, "`"))]

    result = apply_fixes(reread(LIST), always(*lint_(reread(LIST))), reread, SAFE)
    assert result.context.text == LIST.replace("Walks", "Runs").replace("Flies", "Runs")
    assert result.notes == ("1 fix of `r` not applied: it would change other entries",)


def test_a_harmful_fix_is_not_reported_as_fixable() -> None:
    bad = finding(insert(LIST.index("- [Bee"), "<!--"))
    result = apply_fixes(reread(LIST), lambda _: [bad], reread, SAFE)
    assert result.context.text == LIST
    assert [f.fix for f in result.findings] == [None]


# --- The guard -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edits",
    [
        pytest.param([insert(LIST.index("- [Bee"), "<!--")], id="an entry becomes a comment"),
        pytest.param([insert(0, "```\n")], id="all becomes code"),
        pytest.param([delete(Span(0, 2))], id="a heading becomes text"),
        pytest.param(
            [insert(LIST.index("[Ant"), "`"), insert(LIST.index(" - Walks"), "`")],
            id="a link becomes code",
        ),
        pytest.param([insert(len(LIST), "- [Cat](https://cat.example)\n")], id="an entry is added"),
        pytest.param([replace(Span(LIST.index("- [Bee"), len(LIST)), "")], id="an entry is lost"),
    ],
)
def test_a_fix_that_harms_is_dropped_and_its_rule_named(edits: list[Edit]) -> None:
    bad = finding(*edits, rule="harmful")
    word = LIST.index("Walks")
    good = finding(replace(Span(word, word + 5), "Runs"), rule="harmless")
    fixed = apply_fixes(reread(LIST), always(bad, good), reread, SAFE)
    assert fixed.context.text == LIST.replace("Walks", "Runs")
    assert fixed.notes == ("1 fix of `harmful` not applied: it would change other entries",)


def test_a_rearranging_fix_may_move_entries_but_lose_no_link_elsewhere() -> None:
    ant, bee = LIST.index("- [Ant"), LIST.index("- [Bee")
    line = LIST[ant:bee]
    move = finding(delete(Span(ant, bee)), insert(len(LIST), line), rearranges=True)
    assert apply_fixes(reread(LIST), always(move), reread, SAFE).context.text.endswith(line)
    comment = finding(insert(ant, "<!--"), rule="eater", rearranges=True)
    fixed = apply_fixes(reread(LIST), always(comment), reread, SAFE)
    assert fixed.context.text == LIST
    assert fixed.notes == ("1 fix of `eater` not applied: it would change other entries",)


# --- Properties ----------------------------------------------------------------------------


@given(broken_lists(), st.sampled_from([SAFE, BOTH]))
def test_exactly_the_reported_fixes_are_applied(text: str, wanted: frozenset[Safety]) -> None:
    reported = [f for f in lint(reread(text), RULES) if f.fix and f.fix.safety in wanted]
    result = run(text, wanted)
    refused = sum(int(note.split()[0]) for note in result.notes)
    assert len(result.fixed) + refused == len(reported)
    assert not [f for f in result.findings if f.fix and f.fix.safety in wanted]
    known = Counter(f.rule for f in reported)
    assert not Counter(f.rule for f in result.fixed) - known
    if not reported:
        assert result.context.text == text


@given(broken_lists())
def test_github_sees_the_same_list_but_for_the_fixes(text: str) -> None:
    """Links that no applied fix met are still links for GitHub's own parser."""
    before = reread(text)
    fixed = apply_fixes(before, lambda context: lint(context, RULES), reread, SAFE)
    touched = {f.url for f in fixed.fixed}
    fixes = [f.fix for f in fixed.fixed if f.fix]
    if any(f.rearranges for f in fixes):
        return
    spans = [e.span for f in fixes for e in f.edits]
    if fixed.context.text == text:
        return
    lost = github(text).links - github(fixed.context.text).links
    met = {
        link.url
        for link in before.document.links
        if any(span.overlaps(link.span) for span in spans)
    }
    assert set(lost) <= {*touched, *met}
    assert len(github(text).headings) == len(github(fixed.context.text).headings)


@given(
    broken_lists(),
    st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 6), st.text("*[]`|<!-\n a", max_size=4)),
        max_size=6,
    ),
)
def test_any_fixes_leave_all_else_as_it_was(text: str, wild: list[tuple[int, int, str]]) -> None:
    """Whatever a rule wants, what it does not touch stays, and nothing is lost."""
    edits = [
        Edit(Span(min(at, len(text)), min(at + size, len(text))), put) for at, size, put in wild
    ]
    context = reread(text)
    findings = [
        finding(e, rule=f"wild-{i}") for i, e in enumerate(edits) if e.span.of(text) != e.text
    ]
    fixed = apply_fixes(context, lambda other: findings if other.text == text else [], reread, SAFE)
    first = choose(findings, SAFE)
    applied = [e for f in fixed.fixed if f in first for e in edits_of(f)]
    assert fixed.context.text == apply_edits(text, applied)
    spans = [e.span for e in applied]
    before = context.document.links
    kept = [link.url for link in before if not any(s.overlaps(link.span) for s in spans)]
    after = [link.url for link in fixed.context.document.links]
    for url in set(kept):
        assert after.count(url) >= kept.count(url)


# --- Files ---------------------------------------------------------------------------------


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    path = tmp_path / "README.md"
    path.write_bytes(b"before")
    return path


def test_a_file_is_replaced_with_its_mode_kept(readme: Path) -> None:
    readme.chmod(0o640)
    write(readme, b"before", b"after")
    assert readme.read_bytes() == b"after"
    if sys.platform != "win32":
        assert stat.S_IMODE(readme.stat().st_mode) == 0o640
    assert [p.name for p in readme.parent.iterdir()] == ["README.md"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_is_followed_and_stays_a_link(readme: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.md"
    link.symlink_to(readme)
    write(link, b"before", b"after")
    assert link.is_symlink()
    assert readme.read_bytes() == b"after"


def test_a_file_that_changed_meanwhile_is_left_alone(readme: Path) -> None:
    readme.write_bytes(b"by somebody else")
    with pytest.raises(WriteError, match="run it again"):
        write(readme, b"before", b"after")
    assert readme.read_bytes() == b"by somebody else"


def test_a_file_that_vanished_is_reported(readme: Path) -> None:
    readme.unlink()
    with pytest.raises(WriteError, match="nothing was changed"):
        write(readme, b"before", b"after")
    assert not readme.exists()


def test_a_full_disk_loses_nothing(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(WriteError, match=r"no space left.*nothing was changed"):
        write(readme, b"before", b"after")
    assert readme.read_bytes() == b"before"
    assert [p.name for p in readme.parent.iterdir()] == ["README.md"]


def test_a_read_only_file_stays_as_it_is(readme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
    with pytest.raises(WriteError, match="read-only"):
        write(readme, b"before", b"after")
    assert readme.read_bytes() == b"before"


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_bytes_outside_of_the_fix_are_kept(bom: bool, end: str) -> None:
    lines = ["# Lïst \udcff", "", "- [Tool](htps://tool.example) - Does things."]
    source = (end or "\n").join(lines) + end
    fixed = run(source)
    assert encode(fixed.context.text, bom) == encode(source, bom).replace(b"htps:", b"https:")
