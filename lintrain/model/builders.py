"""Which layers a model holds that a library builds: one table for each library, in its dialect."""

from __future__ import annotations

import re
from functools import cache

from lintrain.model.dialects import all_dialects
from lintrain.model.dialects._base import Builder
from lintrain.syntax import ir


def builder_of(name: str, call: ir.Call, said: str | None = None) -> Builder | None:
    """Return the row for a call of the qualified name ``name``; ``None`` where its layers are not known.

    ``said`` is the text of its first argument, where somebody knows more than the call shows.
    """
    rows = _rows().get(name.partition(".")[0], ())
    if not rows or any(arg.star for arg in call.args):
        return None
    canonical = _canonical(name)
    given = {arg.keyword for arg in call.args}
    fits = (row for row in rows if _name(row).fullmatch(canonical) and row.switches.isdisjoint(given))
    return next((row for row in fits if not row.model or _is_model(row, call, said)), None)


def _is_model(row: Builder, call: ir.Call, said: str | None) -> bool:
    written = [arg.value for arg in call.args[:1] if arg.keyword is None]
    written += [arg.value for arg in call.args if arg.keyword == row.called]
    texts = [part.value for part in written if isinstance(part, ir.Const)]
    text = texts[0] if texts else said
    return isinstance(text, str) and re.fullmatch(row.model, text) is not None


@cache
def _rows() -> dict[str, tuple[Builder, ...]]:
    return {dialect.name: dialect.builders for dialect in all_dialects() if dialect.builders}


def _canonical(name: str) -> str:
    aliases = next(d.aliases for d in all_dialects() if d.name == name.partition(".")[0])
    prefix = max((each for each in aliases if name.startswith(each)), key=len, default="")
    return aliases.get(prefix, "") + name[len(prefix) :]


@cache
def _name(row: Builder) -> re.Pattern[str]:
    return re.compile(row.name)
