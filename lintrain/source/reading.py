"""Bytes from the disk, and the text that Python sees in them.

Everything about encodings that a fix must give back unchanged is kept in :class:`Source`.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
import tokenize
from dataclasses import dataclass

from lintrain.findings import Problem

_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")

_KINDS = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Undecodable(ValueError):
    """The bytes are not text in the encoding that they declare."""


@dataclass(frozen=True, slots=True)
class Source:
    """A decoded file. ``text`` has no byte order mark and keeps its line ends."""

    text: str
    encoding: str
    bom: bool

    def encode(self, text: str) -> bytes:
        """Return ``text`` as the bytes of this file."""
        mark = codecs.BOM_UTF8 if self.bom else b""
        return mark + text.encode(self.encoding)


def not_regular(mode: int) -> str | None:
    """Say what a file is if it is not a regular one."""
    if stat.S_ISREG(mode):
        return None
    return _KINDS.get(stat.S_IFMT(mode), "not a regular file")


def read(path: str) -> bytes | Problem:
    """Return the content of a regular file, or why there is none. Pipes and devices are not opened."""
    try:
        if kind := not_regular(os.stat(path).st_mode):
            return Problem(path, f"cannot be read: it is {kind}")
        with open(path, "rb") as stream:
            return stream.read()
    except FileNotFoundError:
        return Problem(path, "does not exist")
    except (OSError, ValueError) as error:
        return Problem(path, f"cannot be read: {reason(error)}")


class Changed(Exception):
    """A file is no longer what it was."""


def ensure(path: str, content: bytes) -> None:
    """Raise :class:`Changed` unless a file holds ``content``."""
    if read(path) != content:
        raise Changed(path)


def reason(error: Exception) -> str:
    """Return what an operating system error says, without its number and path."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__


def cookie(data: bytes) -> str | None:
    """Return the encoding that one of the first two lines declares (PEP 263)."""
    for line in data[:1024].splitlines()[:2]:
        if match := _COOKIE.match(line.removeprefix(codecs.BOM_UTF8)):
            return match[1].decode("ascii")
    return None


def encoded(text: str) -> bytes:
    """Return the bytes of a file with this text, in the encoding that it declares.

    Where it cannot be written like that, they are utf-8, and whoever decodes them says what is wrong.
    """
    declared = cookie(text[:1024].encode("utf-8", "surrogatepass"))
    try:
        return text.encode(declared or "utf-8")
    except (LookupError, UnicodeEncodeError):
        return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> Source:
    """Decode as Python does: byte order mark, PEP 263 cookie, UTF-8. Raises :class:`Undecodable`."""
    try:
        encoding = _encoding(data)
        bom = encoding == "utf-8-sig"
        body = data[len(codecs.BOM_UTF8) :] if bom else data
        encoding = "utf-8" if bom else encoding
        return Source(body.decode(encoding), encoding, bom)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        raise Undecodable(str(error)) from error


def _encoding(data: bytes) -> str:
    if not data.startswith(codecs.BOM_UTF8) and b"coding" not in data[:1024]:
        return "utf-8"
    return tokenize.detect_encoding(io.BytesIO(data).readline)[0]
