"""The values of literals, read without touching the rest of the tree."""

from __future__ import annotations

import ast
import warnings

CONSTANT_NAMES: dict[str, object] = {"True": True, "False": False, "None": None}


def string_value(source: str) -> str | bytes:
    """Return what the string literal ``source`` means; the literal itself where Python rejects it."""
    quote = source[0]
    if quote in "'\"" and "\\" not in source and "\r" not in source:
        return source[3:-3] if source.startswith(quote * 3) else source[1:-1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in somebody's file is not ours to report
        try:
            value = ast.literal_eval(source)
        except (SyntaxError, ValueError):
            return source
    return value if isinstance(value, str | bytes) else source


def joined_value(pieces: list[str | bytes]) -> str | bytes:
    """Join implicitly concatenated pieces, all text or all bytes."""
    if isinstance(pieces[0], bytes):
        return b"".join(piece for piece in pieces if isinstance(piece, bytes))
    return "".join(piece for piece in pieces if isinstance(piece, str))


def integer_value(source: str) -> int | float:
    """Return the integer ``source``; infinity where it has more digits than Python converts."""
    try:
        return int(source, 0)
    except ValueError:
        return float(source.replace("_", ""))


def float_value(source: str) -> float:
    """Return the float ``source``."""
    return float(source)


def imaginary_value(source: str) -> complex:
    """Return the imaginary number ``source``."""
    return complex(source)
