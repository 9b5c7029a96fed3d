"""Text from elsewhere made markup."""

from __future__ import annotations

import html
import json
import re

from lintrain.reporters.visible import visible


def text(given: object) -> str:
    """Return ``given`` as markup that shows it, in content and in quoted attributes alike."""
    return html.escape(visible(str(given)), quote=True)


def prose(given: str) -> str:
    """Return a message as markup; what stands between backquotes is code."""
    return _CODE.sub(r"<code>\1</code>", text(given))


_CODE = re.compile(r"`([^`]+)`")


def element(tag: str, content: str, kind: str = "", **attributes: str) -> str:
    """Return an element around markup. ``kind`` is its class; attributes are escaped here."""
    given = ({"class": kind} if kind else {}) | attributes
    listed = "".join(f' {name}="{html.escape(value, quote=True)}"' for name, value in given.items())
    return f"<{tag}{listed}>{content}</{tag}>"


def data(given: object) -> str:
    """Return JSON that may stand inside of a script element: nothing in it can end that."""
    plain = json.dumps(given, allow_nan=False, separators=(",", ":"))
    return plain.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
