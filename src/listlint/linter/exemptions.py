"""Entries that the config exempts from rules."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from listlint.config.models import Exempt
from listlint.diagnostics.findings import Finding
from listlint.entries.context import LintContext, Needs
from listlint.linter.engine import clear
from listlint.linter.fingerprint import EntryIndex
from listlint.linter.suppressions import OWN_RULE
from listlint.linter.targets import LintTarget


def exemption_of(target: LintTarget, context: LintContext) -> Callable[[Finding], Exempt | None]:
    """Return a function that returns the exemption of a finding, if any."""
    exemptions = target.config.settings.exempt
    if not exemptions:
        return lambda _: None
    today = context.today or datetime.now(UTC).date()
    index = EntryIndex(context.entries)

    def exempts(finding: Finding) -> Exempt | None:
        entry = index.at(finding.span)
        name = entry.name if entry else None
        urls = {finding.url, entry.url if entry else None} - {None} or {None}
        return next(
            (
                exempt
                for exempt in exemptions
                if any(exempt.covers(finding.rule, name, url, today) for url in urls)
            ),
            None,
        )

    return exempts


def idle_exemptions(checked: Iterable[tuple[LintTarget, frozenset[Exempt]]]) -> Iterator[str]:
    """Yield a line for each exemption that has expired, or that matches no finding in any list.

    Each list comes with the exemptions that matched a finding. Unused ones are reported only if
    enough was checked: whole files, all rules, and conclusive verdicts of links.
    """
    by_config: dict[object, list[LintTarget]] = {}
    used: dict[object, set[Exempt]] = {}
    for target, exempts in checked:
        by_config.setdefault(target.config.path, []).append(target)
        used.setdefault(target.config.path, set()).update(exempts)
    for path, own in by_config.items():
        config = own[0].config
        today = next((one.context.today for one in own if one.context.today), None)
        if OWN_RULE not in config.selected:
            continue
        whole = all(one.context.base is None for one in own)
        for exempt in config.settings.exempt:
            file = config.path.name if config.path else "config"
            place = f"{file}: exempt `{exempt.name or exempt.url}`"
            if exempt.until and today and today > exempt.until:
                yield f"{place} expired on {exempt.until}"
            elif whole and exempt not in used[path] and all(_settled(exempt, one) for one in own):
                yield f"{place} is unused: no finding to exempt"


def _settled(exempt: Exempt, target: LintTarget) -> bool:
    """Return whether everything that `exempt` could match was checked."""
    ran = {rule.name: rule for rule in target.rules}
    names = set(exempt.rules) or ran.keys()
    if not names <= ran.keys() or (not exempt.rules and target.partial):
        return False
    if any(ran[name].assesses for name in names):  # it was for an entry when that was added
        return False
    if not any(ran[name].needs & Needs.LINKS for name in names):
        return True
    context = target.context
    entries = [e for e in context.entries if exempt.means(e.name, e.url)]
    links = [
        link
        for link in context.document.links
        if exempt.means(None, link.url) or any(e.span.contains(link.span) for e in entries)
    ]
    return all(clear(context.verdicts.get(link.url)) for link in links)
