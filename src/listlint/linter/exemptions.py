"""Entries that the config exempts from rules."""

from collections.abc import Callable, Iterable, Iterator

from listlint.config.models import Exempt
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.entries.context import LintContext, Needs
from listlint.linter.engine import clear
from listlint.linter.index import list_index
from listlint.linter.suppressions import OWN_RULE
from listlint.linter.targets import LintTarget


def exemption_of(target: LintTarget, context: LintContext) -> Callable[[Finding], Exempt | None]:
    """Return a function that returns the exemption of a finding, if any."""
    exemptions = target.config.settings.exempt
    if not exemptions:
        return lambda _: None
    index = list_index(context)

    def exempts(finding: Finding) -> Exempt | None:
        entry = index.entry_at(finding.span)
        name = entry.name if entry else None
        urls = {finding.url, entry.url if entry else None} - {None} or {None}
        return next(
            (
                exempt
                for exempt in exemptions
                if any(exempt.covers(finding.rule, name, url, target.today) for url in urls)
            ),
            None,
        )

    return exempts


@dataclass(frozen=True)
class Exemptions:
    """Which exemptions of a config matched a finding of a list, and which can match none.

    Those can match none that did not although everything was checked that they could match.
    """

    used: frozenset[Exempt] = frozenset()
    unused: frozenset[Exempt] = frozenset()


def exemptions(target: LintTarget, context: LintContext, used: frozenset[Exempt]) -> Exemptions:
    """Return the exemptions of a list of which these matched a finding."""
    others = (exempt for exempt in target.config.settings.exempt if exempt not in used)
    return Exemptions(used, frozenset(one for one in others if _settled(one, target, context)))


def idle_exemptions(checked: Iterable[tuple[LintTarget, Exemptions]]) -> Iterator[str]:
    """Yield a line for each exemption that has expired, or that matches no finding in any list.

    Unused ones are reported only if enough was checked: whole files, all rules, and conclusive
    verdicts of links.
    """
    by_config: dict[object, list[tuple[LintTarget, Exemptions]]] = {}
    for target, own in checked:
        by_config.setdefault(target.config.path, []).append((target, own))
    for lists in by_config.values():
        config, today = lists[0][0].config, lists[0][0].today
        if OWN_RULE not in config.selected:
            continue
        whole = all(target.before is None for target, _ in lists)
        used = {exempt for _, own in lists for exempt in own.used}
        for exempt in config.settings.exempt:
            file = config.path.name if config.path else "config"
            place = f"{file}: exempt `{exempt.name or exempt.url}`"
            if exempt.until and today > exempt.until:
                yield f"{place} expired on {exempt.until}"
            elif whole and exempt not in used and all(exempt in own.unused for _, own in lists):
                yield f"{place} is unused: no finding to exempt"


def _settled(exempt: Exempt, target: LintTarget, context: LintContext) -> bool:
    """Return whether everything that `exempt` could match was checked."""
    ran = {rule.name: rule for rule in target.rules}
    names = set(exempt.rules) or ran.keys()
    if not names <= ran.keys() or (not exempt.rules and target.partial):
        return False
    if any(ran[name].assesses for name in names):  # it was for an entry when that was added
        return False
    if not any(ran[name].needs & Needs.LINKS for name in names):
        return True
    entries = [e for e in context.entries if exempt.means(e.name, e.url)]
    links = [
        link
        for link in context.document.links
        if exempt.means(None, link.url) or any(e.span.contains(link.span) for e in entries)
    ]
    return all(clear(context.verdicts.get(link.url)) for link in links)
