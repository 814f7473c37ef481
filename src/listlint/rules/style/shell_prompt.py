"""Shell code with a prompt before each command."""

from collections.abc import Iterator

from listlint.diagnostics.edits import Edit, Fix, Safety, delete
from listlint.diagnostics.findings import Violation
from listlint.diagnostics.regex import regex
from listlint.diagnostics.spans import Span
from listlint.entries.context import LintContext, NoOptions
from listlint.markdown import CodeBlock

_LANGUAGES = ("sh", "bash", "zsh", "shell", "console", "shell-session")
_PROMPT = regex(r"[ \t]*(\$[ \t]+)\S")
_FENCE = regex(r"[ \t>]*[`~]{3,}")


def check(context: LintContext, _options: NoOptions) -> Iterator[Violation]:
    """Yield the first prompt of each code block that has one on every line."""
    for block in context.document.every_block:
        if not isinstance(block, CodeBlock) or block.info.split(" ")[0].lower() not in _LANGUAGES:
            continue
        prompts: list[Edit] = []
        offset = block.span.start
        commands_only = True
        for number, line in enumerate(block.span.of(context.text).splitlines(keepends=True)):
            if match := _PROMPT.match(line):
                prompts.append(delete(Span(*match.span(1)).shifted(offset)))
            elif number and line.strip() and not _FENCE.match(line):
                commands_only = False
            offset += len(line)
        if prompts and commands_only:
            fix = Fix(Safety.UNSAFE, "remove the prompts", tuple(prompts))
            message = "shell prompt `$` before commands without output; remove it"
            yield Violation(prompts[0].span, message, fix)
