"""Documents that strict parsers of other languages read: JSON and XML that hold nothing but text."""

from __future__ import annotations

import json
import re
from typing import Any

_SURROGATES = re.compile("[\ud800-\udfff]")
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def sound(text: str) -> str:
    """Return ``text`` with each half of a character, which names of files may hold, spelled out."""
    return _SURROGATES.sub(_spelled, text)


def sound_in_xml(text: str) -> str:
    """Return ``text`` with everything spelled out that XML 1.0 cannot hold, or would not give back."""
    return _NOT_XML.sub(_spelled, text)


def as_json(value: object) -> str:
    """Return ``value`` as a JSON document in ASCII, so that no encoding of a stream can spoil it."""
    return json.dumps(_sound(value), indent=2) + "\n"


def _sound(value: Any) -> Any:  # noqa: ANN401  # JSON
    if isinstance(value, str):
        return sound(value)
    if isinstance(value, dict):
        return {sound(key): _sound(item) for key, item in value.items()}
    return [_sound(item) for item in value] if isinstance(value, list | tuple) else value


def _spelled(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")
