"""Failures that are our own: what a run finds on most hosts alike is not the fault of any. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from listlint.urls.parse import split_url
from listlint.urls.verdict import Evidence, Verdict, VerdictKind

FEW_HOSTS = 5
"""Fewer hosts than these may well fail alike by chance."""
NO_RESPONSE = (Evidence.TLS, Evidence.REFUSED, Evidence.TIMEOUT, Evidence.CONNECTION)
FAILURES = frozenset({VerdictKind.DEAD, VerdictKind.UNKNOWN})


def without_our_own(verdicts: Mapping[str, Verdict], alive: Collection[str]) -> dict[str, Verdict]:
    """Return `verdicts` with the failures that are our own marked as such.

    `alive` are the URLs that were alive when they were last checked.
    """
    found = dict(verdicts)
    new = [v for v in found.values() if not (v.cached or v.evidence is Evidence.LOCAL)]
    for evidence in _shared_failures(new, frozenset(alive)):
        same = [v for v in new if v.evidence is evidence and v.kind in FAILURES]
        reason = Counter(verdict.reason for verdict in same).most_common(1)[0][0]
        found |= {v.url: local(v, f"most hosts fail alike ({reason})") for v in same}
    portals = [v for v in found.values() if v.status == 511 and not v.cached]
    if portals and len(_hosts(v for v in new if v.status)) >= len(_hosts(portals)):
        # A site that answers 511 by mistake: others were reached.
        found |= {v.url: replace(v, evidence=Evidence.UNEXPECTED_STATUS) for v in portals}
    return found


def local(verdict: Verdict, reason: str) -> Verdict:
    """Return the verdict on a link that could not be checked for a reason of our own."""
    return replace(verdict, kind=VerdictKind.UNKNOWN, evidence=Evidence.LOCAL, reason=reason)


def problems(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """Return a line for each problem of our own, with the number of links not checked."""
    counts = Counter(v.reason for v in verdicts if v.evidence is Evidence.LOCAL)
    return tuple(
        f"{reason}: {count:,} {'link' if count == 1 else 'links'} not checked"
        for reason, count in counts.most_common()
    )


def _shared_failures(new: Collection[Verdict], alive: Collection[str]) -> list[Evidence]:
    """Return the failures that most hosts share whose pages were alive.

    Where nothing is known, they are those that all hosts share.
    """
    before = [verdict for verdict in new if verdict.url in alive]
    hosts = len(_hosts(before))
    by_evidence = {
        evidence: len(_hosts(v for v in before if v.evidence is evidence and v.kind in FAILURES))
        for evidence in {verdict.evidence for verdict in before}
    }
    shared = [e for e, count in by_evidence.items() if count >= FEW_HOSTS and count * 2 > hosts]
    for evidence in NO_RESPONSE:
        scheme = "https" if evidence is Evidence.TLS else ""
        asked = [v for v in new if v.attempts and split_url(v.url).scheme.startswith(scheme)]
        alike = all(verdict.evidence is evidence for verdict in asked)
        if alike and len(_hosts(asked)) >= FEW_HOSTS:
            shared.append(evidence)
    return shared


def _hosts(verdicts: Iterable[Verdict]) -> set[str]:
    return {split_url(verdict.url).host for verdict in verdicts}
