"""A run: from lists to a report. The only module that knows the order of its steps.

lists = read_lists(options)
report = run(lists)
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace

from listlint import __version__
from listlint.config.models import Exempt
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.linter.baseline import BaselineDiff, partition
from listlint.linter.changes import new_findings
from listlint.linter.checklist import checklist
from listlint.linter.engine import lint
from listlint.linter.exemptions import exemption_of, idle_exemptions
from listlint.linter.fixer import WriteError, apply_fixes, write
from listlint.linter.link_check import LinkCheck, Watching, check_links, check_links_async
from listlint.linter.results import FileReport, Report
from listlint.linter.targets import LintTarget, Lists, read_lists
from listlint.markdown import parse
from listlint.rules.registry import Rule, configure, shipped_rules
from listlint.sources.files import SourceError

__all__ = ["Linted", "following", "lint_list", "read_lists", "run", "run_async"]


def run(lists: Lists, watching: Watching = nullcontext) -> Report:
    """Check the links that the rules need, lint all lists, and apply and write fixes.

    Raises `ConfigError`, and `RuleCrashedError` for a bug in a rule. Checking links runs an event
    loop of its own, so this must not be called from within one.
    """
    lists = replace(lists, targets=_with_known(lists.targets))
    return _lint_lists(lists, check_links(lists, watching))


async def run_async(lists: Lists) -> Report:
    """Do what `run` does in the running event loop; threads do what takes time."""
    import asyncio

    lists = replace(lists, targets=_with_known(lists.targets))
    links = await check_links_async(lists)
    return await asyncio.to_thread(_lint_lists, lists, links)


def _with_known(targets: tuple[LintTarget, ...]) -> tuple[LintTarget, ...]:
    """Return all targets with what their previous versions had together: entries may move."""
    bases = [one.context.base for one in targets if one.context.base]
    if len(bases) < 2 or not any(one.policy for one in targets):
        return targets
    known = frozenset(entry.key for base in bases for entry in base.entries)
    return tuple(replace(one, context=replace(one.context, known=known)) for one in targets)


@dataclass(frozen=True)
class Linted:
    """A list with its report, and the exemptions that matched a finding."""

    target: LintTarget
    report: FileReport
    used: frozenset[Exempt]


def _lint_lists(lists: Lists, links: LinkCheck) -> Report:
    """Return the report of all lists; after Ctrl-C, no fix is applied."""
    options = lists.options
    apply = frozenset() if links.interrupted else options.apply
    linted = [lint_list(target, apply) for target in links.targets()]
    files = [one.report for one in linted]
    idle = tuple(idle_exemptions((one.target, one.used) for one in linted))
    if idle:
        files[-1] = replace(files[-1], notes=files[-1].notes + idle)
    rules = dict(shipped_rules())
    for one in linted:
        rules |= {rule.name: rule for rule in one.target.rules}
    unwritten = tuple(_write(files)) if options.write else ()
    return Report(
        __version__,
        tuple(files),
        rules,
        {u: v for one in linted for u, v in one.target.context.verdicts.items()},
        links.history() if options.history else (),
        written=options.write,
        failures=(*lists.failures, *unwritten),
        notices=(*lists.notices, *dict.fromkeys(links.notices)),
        problems=tuple(links.problems),
        interrupted=links.interruption,
    )


@dataclass(frozen=True)
class _Found:
    """The findings in a context, and the exemptions that matched other findings."""

    diff: BaselineDiff
    used: frozenset[Exempt]


def _lint(target: LintTarget, context: LintContext) -> list[Finding]:
    return lint(context, target.rules, target.config.rules, target.partial)


def _find(target: LintTarget, context: LintContext, old: Sequence[Finding]) -> _Found:
    """Return the findings in a context without those (`old`) of the previous version.

    Findings that the config exempts and those of the baseline are left out.
    """
    found = _lint(target, context)
    if context.base is not None:
        learning = frozenset(rule.name for rule in target.rules if rule.learns)
        found = new_findings(context.base, old, context, found, learning)
    kept: list[Finding] = []
    used: set[Exempt] = set()
    exempts = exemption_of(target, context)
    for finding in found:
        exempt = exempts(finding)
        if exempt is None:
            kept.append(finding)
        else:
            used.add(exempt)
    if not target.known:
        return _Found(BaselineDiff(tuple(kept)), frozenset(used))
    whole = set() if context.base else {rule.name for rule in target.rules}
    return _Found(partition(target.known, context, kept, whole), frozenset(used))


def following(rules: Iterable[Rule], base: LintContext) -> Iterator[Rule]:
    """Yield rules with the conventions of the previous version as options.

    So a change neither breaks nor makes one. A convention is left out where the option would
    report more of the previous version than the rule does, such as in some sections only.
    """
    for rule in rules:
        options = {one.option: one.value for one in rule.learn(base)}
        pinned = configure(rule, {**options, **rule.table}) if options else rule
        is_same = len(list(pinned.check(base))) <= len(list(rule.check(base))) if options else True
        yield pinned if is_same else rule


def lint_list(target: LintTarget, safeties: frozenset[Safety] = frozenset()) -> Linted:
    """Lint a list, and apply fixes of these `safeties` to its text (in memory)."""
    before = target.context
    passes: list[_Found] = []
    old: Sequence[Finding] = ()
    if before.base:
        target = replace(target, rules=tuple(following(target.rules, before.base)))
        old = _lint(target, before.base)

    def lint_pass(context: LintContext) -> Sequence[Finding]:
        passes.append(_find(target, context, old))
        return passes[-1].diff.new

    def reread(text: str) -> LintContext:
        return replace(before, document=parse(text, target.source.name))

    done = apply_fixes(before, lint_pass, reread, safeties)
    last = passes[-1]  # the one over the final text
    report = FileReport(
        target.source,
        done.context,
        done.findings,
        before,
        done.fixed,
        done.notes,
        last.diff.known,
        last.diff.resolved,
        checklist(done.context, target.policy, done.findings),
    )
    return Linted(replace(target, context=done.context), report, last.used)


def _write(files: Iterable[FileReport]) -> Iterator[SourceError]:
    """Write fixed texts to their files; yield the errors."""
    for file in files:
        source = file.source
        if not file.changed or source.path is None:
            continue
        try:
            write(source.path, source.raw, source.encode(file.context.text))
        except WriteError as error:
            yield SourceError(f"{source.name}: {error}")
