"""A run: from lists to a report. The only module that knows the order of its steps.

lists = read_lists(options)
report = run(lists)
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial

from listlint import __version__
from listlint.config.models import Exempt
from listlint.diagnostics.edits import Safety
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext
from listlint.linter.baseline import BaselineDiff, partition
from listlint.linter.changes import new_findings
from listlint.linter.checklist import checklist
from listlint.linter.engine import RuleCrashedError, lint
from listlint.linter.exemptions import Exemptions, exemption_of, exemptions, idle_exemptions
from listlint.linter.fixer import WriteError, apply_fixes, write
from listlint.linter.index import list_index
from listlint.linter.link_check import LinkCheck, Watching, check_links, check_links_async
from listlint.linter.results import FileReport, Report
from listlint.linter.targets import LintTarget, Lists, RunOptions, read_lists
from listlint.markdown import parse
from listlint.rules.registry import Rule, configure, shipped_rules
from listlint.sources.files import SourceError

__all__ = ["LintedList", "following", "lint_list", "read_lists", "run", "run_async"]


_WORTH_A_PROCESS = 100_000 if sys.platform == "linux" else 1_000_000
"""Least characters of the lists beside the largest for which further processes are started.

Where these are not forks, they take about a second to import everything.
"""
_MOST_JOBS = 61
"""Most processes: the limit of Windows."""
_REPORT = "please report it (LISTLINT_DEBUG=1 shows more)"


def run(lists: Lists, watching: Watching = nullcontext) -> Report:
    """Check the links that the rules need, lint all lists, and apply and write fixes.

    Raises `ConfigError`. Checking links runs an event loop of its own, so this must not be called
    from within one.
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
    if sum(one.before is not None for one in targets) < 2:
        return targets
    if not any(one.policy for one in targets):
        return targets
    bases = [one.context.base for one in targets if one.context.base]
    known = frozenset(entry.key for base in bases for entry in base.entries)
    return tuple(replace(one, known_entries=known, parsed=one.context) for one in targets)


def _lint_lists(lists: Lists, links: LinkCheck) -> Report:
    """Return the report of all lists; after Ctrl-C, no fix is applied. Raises `ConfigError`."""
    options = lists.options
    apply = frozenset() if links.interrupted else options.apply
    targets = links.targets()
    linted: list[tuple[LintTarget, LintedList]] = []
    crashed: list[RuleCrashedError] = []
    for target, outcome in zip(targets, _outcomes(targets, apply, options), strict=True):
        if isinstance(outcome, LintedList):
            linted.append((target, outcome))
        else:
            crashed.append(RuleCrashedError(f"{target.source.name}: {outcome}; {_REPORT}"))
    files = [one.report for _, one in linted]
    idle = tuple(idle_exemptions((target, one.exemptions) for target, one in linted))
    if idle:
        files[-1] = replace(files[-1], notes=files[-1].notes + idle)
    rules = dict(shipped_rules())
    for target in targets:
        rules |= {rule.name: rule for rule in target.rules}
    unwritten = tuple(_write(files)) if options.write else ()
    return Report(
        __version__,
        tuple(files),
        rules,
        {url: verdict for target in targets for url, verdict in target.verdicts.items()},
        links.history() if options.history else (),
        written=options.write,
        today=targets[0].today if targets else None,
        failures=(*lists.failures, *crashed, *unwritten),
        notices=(*lists.notices, *dict.fromkeys(links.notices)),
        problems=tuple(links.problems),
        interrupted=links.interruption,
    )


@dataclass(frozen=True)
class LintedList:
    """The report of a list, and which exemptions of its config it needs."""

    report: FileReport
    exemptions: Exemptions


def _outcomes(
    targets: Sequence[LintTarget], safeties: frozenset[Safety], options: RunOptions
) -> Sequence[LintedList | RuleCrashedError]:
    """Return the result of each list, or why there is none."""
    if options.debug:  # a traceback does not come back from another process
        return [lint_list(target, safeties) for target in targets]
    work = partial(_outcome, safeties=safeties)
    sizes = [target.size for target in targets]
    jobs = options.jobs
    if jobs is None:
        beside = sum(sizes) - max(sizes, default=0)
        jobs = _cores() if beside >= _WORTH_A_PROCESS else 1
    jobs = min(jobs, len(targets), _MOST_JOBS)
    if jobs < 2:
        return [work(target) for target in targets]
    from listlint.linter.parallel import in_processes

    lost = RuleCrashedError("its process ended unexpectedly")
    return [outcome or lost for outcome in in_processes(work, targets, sizes, jobs)]


def _outcome(target: LintTarget, safeties: frozenset[Safety]) -> LintedList | RuleCrashedError:
    try:
        return lint_list(target, safeties)
    except RuleCrashedError as error:
        return error


def _cores() -> int:
    """Return the number of cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


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
    return _Found(partition(target.known, list_index(context), kept, whole), frozenset(used))


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


def lint_list(given: LintTarget, safeties: frozenset[Safety] = frozenset()) -> LintedList:
    """Lint a list, and apply fixes of these `safeties` to its text (in memory).

    Raises `RuleCrashedError`.
    """
    target = replace(given)  # where `given` was not parsed yet, what is parsed here is not kept
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
        list_index(done.context),
        done.findings,
        done.fixed,
        done.notes,
        last.diff.known,
        last.diff.resolved,
        checklist(done.context, target.policy, done.findings),
    )
    return LintedList(report, exemptions(target, done.context, last.used))


def _write(files: Iterable[FileReport]) -> Iterator[SourceError]:
    """Write fixed texts to their files; yield the errors."""
    for file in files:
        source = file.source
        if not file.changed or source.path is None:
            continue
        try:
            write(source.path, source.raw, source.encode(file.index.text))
        except WriteError as error:
            yield SourceError(f"{source.name}: {error}")
