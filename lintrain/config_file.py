"""The configuration as it stands in files: found and parsed, but not yet understood.

In a folder ``.lintrain.toml`` comes before ``lintrain.toml``, and that before ``pyproject.toml`` with a
``[tool.lintrain]`` table. Nothing here knows any rule: a cache is found before rules are imported.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

OWN = (".lintrain.toml", "lintrain.toml")
NAMES = (*OWN, "pyproject.toml")


class ConfigError(Exception):
    """A configuration that cannot be followed: each line names the file, the row and the key."""


class Found(NamedTuple):
    """Lintrain's part of a file, which should be a table; ``prefix`` is what stands before its keys.

    ``named``: the user has named it, or a file that counts in the working directory extends it.
    """

    path: str
    prefix: str
    table: object
    text: str
    named: bool = False

    @property
    def is_the_users(self) -> bool:
        """Whether the user has chosen this file: not one that is merely met while folders are walked.

        Only such a file may say whose code is run.
        """
        root, here = os.path.realpath(self.root), os.path.realpath(os.curdir)
        return self.named or here == root or here.startswith(os.path.join(root, ""))

    @property
    def root(self) -> str:
        """The folder that patterns are relative to."""
        return os.path.dirname(os.path.abspath(self.path))


def find_table(paths: Sequence[str]) -> Found | None:
    """Return the configuration of the project that the paths belong to."""
    directory = _common_directory(paths)
    while True:
        if (found := table_in(directory)) is not None:
            return found
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def table_in(directory: str) -> Found | None:
    """Return the configuration that stands in a folder itself."""
    tables = (read_table(os.path.join(directory, name)) for name in NAMES)
    return next((found for found in tables if found is not None), None)


def read_table(path: str, asked: bool = False) -> Found | None:
    """Read one file; ``None`` where it does not exist or has no ``[tool.lintrain]``.

    One that was ``asked`` for has to be there, and is a table of ours under any name but ``pyproject.toml``.
    """
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except (FileNotFoundError, NotADirectoryError) as error:
        if asked:
            raise ConfigError(f"{path}: does not exist") from error
        return None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    own = os.path.basename(path) != "pyproject.toml"
    if not own and b"lintrain" not in data and not asked:
        return None
    table: Any = parse(path, data)
    for key in () if own else ("tool", "lintrain"):
        table = table.get(key) if isinstance(table, dict) else None
    if table is None and asked:
        raise ConfigError(f"{path}: it has no table `tool.lintrain`")
    return None if table is None else Found(path, "" if own else "tool.lintrain", table, data.decode())


def with_bases(found: Found) -> tuple[Found, ...]:
    """Return a file's table after those that it extends, the farthest first."""
    chain = [found]
    while (extended := _extended(chain[0])) is not None:
        known = [os.path.realpath(each.path) for each in chain]
        if os.path.realpath(extended) in known:
            circle = " extends ".join([each.path for each in reversed(chain)] + [extended])
            raise ConfigError(f"{chain[0].path}: `extend` leads in a circle: {circle}")
        base = read_table(extended, asked=True)
        assert base is not None  # it was asked for
        chain.insert(0, base._replace(named=found.is_the_users))
    return tuple(chain)


def _extended(found: Found) -> str | None:
    path = found.table.get("extend") if isinstance(found.table, dict) else None
    if not isinstance(path, str):
        return None  # a wrong type is said by whoever understands the table
    return os.path.normpath(os.path.join(found.root, os.path.expanduser(path)))


def parse(path: str, data: bytes) -> dict[str, Any]:
    """Return what a file says, or raise with the place where it is no TOML."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode())
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{path}:{row}: not utf-8 text: {error.reason}") from error
    except tomllib.TOMLDecodeError as error:
        why, place = _at(str(error))
        raise ConfigError(f"{path}{place}: not TOML: {why}") from error


def _at(message: str) -> tuple[str, str]:
    """Take the place out of a message of the parser."""
    found = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    return (found[1], f":{found[2]}:{found[3]}") if found else (message, "")


def is_file(given: str) -> bool:
    """Tell whether a value of ``--config`` is the path of a file, and no setting."""
    return "=" not in given or os.path.isfile(given)


def _common_directory(paths: Sequence[str]) -> str:
    absolute = [os.path.abspath(path) for path in paths] or [os.getcwd()]
    try:
        common = os.path.commonpath(absolute)
    except ValueError:  # different drives
        common = os.getcwd()
    return common if os.path.isdir(common) else os.path.dirname(common)
