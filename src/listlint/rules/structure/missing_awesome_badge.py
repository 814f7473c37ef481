"""Lists without the Awesome badge."""

from listlint.diagnostics.records import dataclass
from listlint.kinds import badge
from listlint.kinds.badge import check

__all__ = ["Options", "check"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options(badge.Options):
    """Options of `missing-awesome-badge`."""

    links: tuple[str, ...] = ("https://awesome.re", "https://github.com/sindresorhus/awesome")
    """URLs that the badge links to, any of them."""
    images: tuple[str, ...] = (
        "https://awesome.re/badge.svg",
        "https://awesome.re/badge-flat.svg",
        "https://awesome.re/badge-flat2.svg",
    )
    """URLs of images that the badge shows, any of them."""
    badge: str = "[![Awesome](https://awesome.re/badge.svg)](https://awesome.re)"
    """Markdown of the badge, for the fix."""
