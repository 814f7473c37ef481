"""Videos and playlists of YouTube by oEmbed: their pages answer 200 when they were removed.

The specification: https://oembed.com. 404 is for what does not exist, 401 and 403 are for what is
private or must not be embedded.
"""

import re
from typing import Any
from urllib.parse import parse_qs, quote

from listlint.diagnostics.regex import regex
from listlint.links.provider import Provider
from listlint.links.providers.rest import Lookup, Rest, alive, split
from listlint.links.settings import ProviderSettings
from listlint.urls.verdict import Verdict

_API = "https://www.youtube.com/oembed?format=json&url="
_VIDEO = regex(r"[\w-]{11}", re.ASCII)
_PLAYLIST = regex(r"[\w-]{12,64}", re.ASCII)


def provider(settings: ProviderSettings) -> Provider | None:
    """Return the provider."""
    return Rest("youtube", locate, classify)


def locate(url: str) -> Lookup | None:
    """Claim pages of videos and of playlists."""
    found = split(url, ("www.youtube.com", "youtube.com", "youtu.be"))
    if found is None:
        return None
    parts, segments = found
    query = parse_qs(parts.query)
    page = None
    match parts.authority.lower(), segments:
        case "youtu.be", (video,) if _VIDEO.fullmatch(video):
            page = f"watch?v={video}"
        case _, ("watch",) if _VIDEO.fullmatch(video := query.get("v", [""])[0]):
            page = f"watch?v={video}"
        case _, ("playlist",) if _PLAYLIST.fullmatch(playlist := query.get("list", [""])[0]):
            page = f"playlist?list={playlist}"
    if page is None:
        return None
    api = _API + quote(f"https://www.youtube.com/{page}", safe="")
    return Lookup(parts, segments, api, api)


def classify(url: str, resource: Lookup, answer: Any) -> Verdict | None:
    """Return *alive* for what can be embedded."""
    match answer:
        case {"type": "video", "title": str()}:
            return alive(url)
    return None
