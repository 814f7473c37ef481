"""Bytes to text and back, nothing lost on the way."""

from listlint.diagnostics.regex import regex

_MARK = "\ufeff"
FILLER = "\0"
"""Replaces, in a normalized text, the first character of a line end of two."""
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n\v\f\r\x1b"))
_CONTROL_SHARE = 0.02  # more control characters than that, and it is no text

_UNSHOWN = regex("[\0\ud800-\udfff]+")


class NotTextError(ValueError):
    """The bytes are no UTF-8 text; the message says what they are."""


def decode(source: bytes) -> tuple[str, bool]:
    """Return the text of a README without its byte order mark, and whether it had one.

    Undecodable bytes become lone surrogates (`surrogateescape`), which `encode` turns back.
    Raises `NotTextError` for UTF-16, UTF-32 and binary data.
    """
    if source.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        raise NotTextError("is encoded in UTF-16 or UTF-32; save it as UTF-8")
    controls = len(source) - len(source.translate(None, _CONTROLS))
    if controls > max(1, len(source) * _CONTROL_SHARE):
        few, many = sorted((source[:2000:2].count(0), source[1:2000:2].count(0)))
        if few * 10 <= many and many * 5 > min(len(source), 2000):
            raise NotTextError("looks like UTF-16 without a byte order mark; save it as UTF-8")
        raise NotTextError("is a binary file")
    text = source.decode("utf-8", "surrogateescape")
    return text.removeprefix(_MARK), text.startswith(_MARK)


def encode(text: str, bom: bool) -> bytes:
    """Return the bytes of a text that `decode` made: its inverse."""
    return ((_MARK if bom else "") + text).encode("utf-8", "surrogateescape")


def normalized(text: str) -> str:
    """Return a text of the same length whose lines all end in "\\n".

    NUL and undecodable bytes are U+FFFD, as on GitHub;
    "\\r\\n" becomes `FILLER` and "\\n", so that every offset stays true.
    """
    if "\0" in text or not _is_unicode(text):
        text = _UNSHOWN.sub(lambda found: "\ufffd" * len(found[0]), text)
    if "\r" in text:
        text = text.replace("\r\n", FILLER + "\n").replace("\r", "\n")
    return text


def _is_unicode(text: str) -> bool:
    """Return whether a text has no surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
