"""`listlint links --accept`: write into the config that a link is fine."""

import re
import tomllib
from datetime import date
from pathlib import Path

from listlint.cli.common import CliError, write_file


def accept(url: str, reason: str, until: date | None, config: Path | None) -> Path:
    """Add an exemption of a link from `dead-link` to the config; return its path.

    It is added to the end of the file, where nothing else changes. Raises `CliError`.
    """
    from listlint.config.discover import find_config
    from listlint.rules.options import toml

    path = config or find_config(Path.cwd()) or Path("listlint.toml")
    text = path.read_text("utf-8") if path.exists() else ""
    values = {
        "url": re.sub(r"[*?\[]", r"[\g<0>]", url),  # a glob
        "rules": ["dead-link"],
        "reason": reason,
        "until": until,
    }
    name = "tool.listlint.exempt" if path.name == "pyproject.toml" else "exempt"
    lines = [f"[[{name}]]", *(f"{key} = {toml(value)}" for key, value in values.items() if value)]
    before = f"{text.rstrip()}\n\n" if text.strip() else ""
    new = before + "\n".join(lines) + "\n"
    try:
        tomllib.loads(new)
    except tomllib.TOMLDecodeError:
        raise CliError(
            f"{path}: `exempt` is not a list of [[{name}]] tables; add it there"
        ) from None
    write_file(path, new)
    return path
