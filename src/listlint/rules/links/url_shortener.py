"""Links through services that redirect."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import target
from listlint.kinds.target import PLACEHOLDERS, check

__all__ = ["PLACEHOLDERS", "Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(target.Options):
    """Options of `url-shortener`."""

    hosts: tuple[str, ...] = (
        "bit.ly", "t.co", "goo.gl", "tinyurl.com", "ow.ly", "is.gd", "buff.ly", "dlvr.it",
        "git.io", "lnkd.in", "rebrand.ly", "amzn.to", "google.com/url", "l.facebook.com/l.php",
        "youtube.com/redirect", "t.umblr.com/redirect",
    )  # fmt: skip
    """Hosts to report, with those below them; `host/path` for a part of one."""
