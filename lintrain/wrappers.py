"""The rows of ``[tool.lintrain.events]``, where users say what their own wrappers do: checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.model.dialects import VERBS

_SAID = ", ".join(VERBS)


def wrong_rows(rows: object, source: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong, row by row: where it stands (``:line``, or nothing), and why."""
    if not isinstance(rows, dict):
        yield "", " must be a table: the name of a wrapper, and the list of what it does"
        return
    for key, verbs in rows.items():
        why = _wrong_key(key, verbs) or _wrong_verbs(verbs)
        if why:
            yield _line(key, source), f', row `"{key}"`: {why}'


def _wrong_key(key: str, verbs: object) -> str:
    if all(part.isidentifier() for part in key.split(".")):
        if not isinstance(verbs, dict):
            return ""
        inner = next(iter(verbs), "...")
        return f'not a list of verbs. A name with dots is written in quotes: `"{key}.{inner}" = [...]`'
    return "not a dotted name, such as `mylib.Scaler.__call__` or `mylib.train_step`"


def _wrong_verbs(verbs: object) -> str:
    if not isinstance(verbs, list) or not all(isinstance(verb, str) for verb in verbs):
        return f"not a list of verbs (verbs: {_SAID})"
    if not verbs:
        return f"says nothing (verbs: {_SAID})"
    unknown = [f"`{verb}` is not a verb{_near(verb)}" for verb in verbs if verb not in VERBS]
    return f"{'; '.join(unknown)} (verbs: {_SAID})" if unknown else ""


def _near(verb: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(verb.strip("_").replace("_", "-").lower(), VERBS, n=1)
    return f". Did you mean `{near[0]}`?" if near else ""


def _line(key: str, source: str) -> str:
    """Return where the key of a row stands, if it is written on a line of its own."""
    quoted = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    rows = [number for number, line in enumerate(source.splitlines(), 1) if quoted.match(line)]
    return f":{rows[0]}" if len(rows) == 1 else ""
