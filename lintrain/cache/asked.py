"""What a run is asked, as far as it can be known without knowing any rule."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from lintrain.config_file import NAMES, Found, find_table, is_file, parse, read_table, table_in, with_bases
from lintrain.source.sights import COARSE, Sights, look


class Configured(NamedTuple):
    """The tables that count in the folder that all paths have in common, those that count more later.

    ``nested``: folders may have configurations of their own.
    """

    root: str
    tables: tuple[object, ...]
    nested: bool

    def setting(self, key: str) -> object:
        """Return what is said under a key, which nobody has checked yet."""
        said = (table[key] for table in reversed(self.tables) if isinstance(table, dict) and key in table)
        return next(said, None)


def configured(paths: Sequence[str], given: Sequence[str], isolated: bool) -> Configured:
    """Return the configuration of a run; ``given`` are the values of ``--config``. Raises ConfigError."""
    files = [each for each in given if is_file(each)]
    values = (each.encode("utf-8", "surrogateescape") for each in given if not is_file(each))
    inline = tuple(parse("--config", value) for value in values)
    if files or isolated:
        chain = [found for file in files for found in _asked(file)]
        return Configured(os.getcwd(), (*(found.table for found in chain), *inline), nested=False)
    nearest = find_table(paths)
    if nearest is None:
        return Configured(os.getcwd(), inline, nested=True)
    chain = list(with_bases(nearest))
    return Configured(nearest.root, (*(found.table for found in chain), *inline), nested=True)


def _asked(file: str) -> tuple[Found, ...]:
    found = read_table(file, asked=True)
    assert found is not None  # it was asked for
    return with_bases(found)


def note_configurations(folders: Sequence[str], sights: Sights, since: int) -> bool:
    """Note the configurations that counted in some folders. Tell whether none was changed ``since``.

    They were read before; if one has been changed meanwhile, nobody knows which version counted.
    """
    settled = True
    for path in {path for folder in folders for path in _files(folder, sights)}:
        seen = look(path)
        sights.file(path, seen, _content(path))
        settled = settled and (seen[0] is None or max(seen[0].modified, seen[0].changed) < since - COARSE)
    return settled


def _files(folder: str, sights: Sights) -> Iterator[str]:
    """Yield the files of a folder's configuration, or those that it has not, if no listing says so."""
    listed = sights.listing(folder) if folder in sights.folders else dict.fromkeys(NAMES, "f")
    yield from (os.path.join(folder, name) for name in NAMES if name in listed)
    if found := table_in(folder):
        yield from (base.path for base in with_bases(found))


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError:
        return None
