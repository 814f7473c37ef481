"""Lint one document as it is in an editor."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from listlint.config.discover import ConfigError
from listlint.diagnostics.edits import Edit, Safety, apply_edits, insert, newline_of
from listlint.diagnostics.findings import Finding
from listlint.diagnostics.records import dataclass
from listlint.linter.link_check import read_cache
from listlint.linter.run import lint_list
from listlint.linter.targets import Configs, LintTarget, prepare
from listlint.markdown import parse
from listlint.server.configs import effective
from listlint.sources import files
from listlint.urls.verdict import Evidence, Verdict

LIMIT = 2**21
"""Characters of the longest document that is linted: GitHub shows a quarter of that."""
REASON = "TODO: reason"
"""What an ignore comment has in place of the reason."""


@dataclass(frozen=True)
class LintRequest:
    """A text to lint: its name in `folder`, its path (None if it is in no file), and its configs.

    `verdicts` are those of links, and None for links that the cache does not have; with
    `use_cache`, other links are looked up there.
    """

    text: str
    name: str
    folder: Path
    path: Path | None
    configs: Configs
    trusted: bool
    verdicts: Mapping[str, Verdict | None] = field(default_factory=dict)
    use_cache: bool = True


@dataclass(frozen=True)
class LintResult:
    """The findings in a text, or the `problem` why it was not linted.

    `target` is None if there is a problem, and for a document that its config excludes.
    """

    target: LintTarget | None = None
    findings: tuple[Finding, ...] = ()
    verdicts: Mapping[str, Verdict | None] = field(default_factory=dict)
    problem: str = ""


def lint_text(request: LintRequest) -> LintResult:
    """Lint a text; errors of its config, and bugs in rules, are the `problem`."""
    if len(request.text) > LIMIT:
        return LintResult(problem=f"not checked: longer than {LIMIT:,} characters")
    try:
        return _lint(request)
    except ConfigError as error:
        return LintResult(problem=str(error))
    except Exception as error:  # a bug must not end the server
        return LintResult(problem=f"internal error, please report it: {error!r}"[:500])


def _lint(request: LintRequest) -> LintResult:
    source = files.of_text(request.text, request.name)
    if path := request.path:
        exists, anchors = files.exists_beside(path), files.anchors_beside(path)
        source = replace(source, path=path, exists=exists, anchors=anchors)
    config = effective(
        request.configs.of(request.path or request.folder / request.name), request.trusted
    )
    target = prepare(source, config, known=request.configs.known(source, config))
    if target is None:
        return LintResult()
    verdicts = _verdicts(request, target)
    known = {url: verdict for url, verdict in verdicts.items() if verdict is not None}
    target = replace(target, verdicts=known, parsed=target.context)
    return LintResult(target, lint_list(target).report.findings, verdicts)


def _verdicts(request: LintRequest, target: LintTarget) -> Mapping[str, Verdict | None]:
    """Return the verdict of each link, or None if it is not known."""
    urls = target.urls_to_check
    verdicts = {url: request.verdicts.get(url) for url in urls}
    new = [url for url in urls if url not in request.verdicts] if request.use_cache else []
    if new:
        options = replace(target.link_options, trusted=request.trusted)
        try:
            found = read_cache(new, options).verdicts
        except ValueError as error:
            raise ConfigError(f"links: {error}") from None
        verdicts |= {u: v for u, v in found.items() if v.evidence is not Evidence.OFFLINE}
    return verdicts


def fix_all(target: LintTarget) -> str:
    """Return the text with all safe fixes, as `listlint --fix` makes it."""
    return lint_list(target, frozenset({Safety.SAFE})).report.index.text


# --- Ignore comments -----------------------------------------------------------------------


def ignore_comment(target: LintTarget, findings: tuple[Finding, ...], at: Finding) -> Edit | None:
    """Return the edit that adds a comment to ignore a finding, None where none is possible.

    Each place for the comment is tried: it must ignore the finding, and change nothing else.
    """
    context = target.context
    before = Counter(finding.rule for finding in findings)
    entries = [(entry.name, entry.url) for entry in context.entries]
    for edit in _comments(context.text, context.document.lines.whole(at.span).start, at.rule):
        document = parse(apply_edits(context.text, (edit,)), target.source.name)
        trial = replace(target, parsed=replace(context, document=document))
        after = Counter(finding.rule for finding in lint_list(trial).report.findings)
        same = [(entry.name, entry.url) for entry in trial.context.entries] == entries
        if same and after <= before and after[at.rule] < before[at.rule]:
            return edit
    return None


def _comments(text: str, start: int, rule: str) -> Iterator[Edit]:
    """Yield comments for a line: at its end, in the last cell of a row, or before it."""
    newline = newline_of(text)
    ends = [at for mark in "\r\n" if (at := text.find(mark, start)) >= 0]
    line = text[start : min(ends, default=len(text))]
    content = line.rstrip()
    comment = f"<!-- listlint-disable-line {rule} -- {REASON} -->"
    if content.endswith("|"):
        yield insert(start + len(content) - 1, f"{comment} ")
    yield insert(start + len(content), f" {comment}")
    indent = line[: len(line) - len(line.lstrip())]
    yield insert(start, f"{indent}<!-- listlint-disable-next-line {rule} -- {REASON} -->{newline}")
