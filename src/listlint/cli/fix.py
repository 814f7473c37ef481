"""`listlint fix`: check lists and apply safe fixes, as `listlint check --fix` does."""

from functools import partial

from listlint.cli import COMMANDS
from listlint.cli.check import command as check
from listlint.cli.common import EXIT_CODES, Command

command = Command(
    "fix",
    params=[parameter for parameter in check.params if parameter.name != "fix"],
    callback=partial(check.callback, fix=True) if check.callback else None,
    help=COMMANDS["fix"],
    epilog=EXIT_CODES,
)
