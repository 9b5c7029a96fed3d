"""What calls mean, one table per library, found by walking this package: adding one edits no list.

A table is a module with a ``DIALECT`` of the shape in :mod:`lintrain.model.dialects._base`. What users
write in ``[tool.lintrain.events]`` becomes one more table, which is asked first.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable

from lintrain import packs
from lintrain.model.dialects._base import Base, Dialect, If, Row, Verb
from lintrain.model.kinds import Kind

Events = tuple[tuple[str, tuple[str, ...]], ...]
"""The rows of ``[tool.lintrain.events]``: what is called, and the verbs in order."""

VERBS = tuple(verb.value for verb in Verb)
NEEDLES = {Verb.BACKWARD: b"backward", Verb.STEP: b"step", Verb.CLIP: b"clip_grad"}
"""What the source of a file holds that does this in plain torch; see :mod:`lintrain.screen`."""
GENERIC = frozenset(("__call__", "step", "backward", "prepare", "setup"))


class Speech:
    """All tables, merged, for one set of the user's own rows."""

    def __init__(self, dialects: Iterable[Dialect], events: Events = ()) -> None:
        self.own = {key: Row(tuple(map(Verb, verbs)), loss=None, unscales=False) for key, verbs in events}
        self._own_classes = {key.rpartition(".")[0] for key in self.own} - {""}
        self._names: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._roles: dict[str, Kind] = {}
        self._rows: dict[str, Row] = {}
        self.bases: dict[str, Base] = {}
        self.methods: dict[Kind, dict[str, Row]] = {}
        for dialect in dialects:
            self._aliases |= dialect.aliases
            self._roles |= dialect.roles
            self._rows |= dialect.rows
            self.bases |= dialect.bases
            for kind, rows in dialect.methods.items():
                self.methods.setdefault(kind, {}).update(rows)
        for key in self._rows:
            owner = key.rpartition(".")[0]
            if owner.rpartition(".")[2][:1].isupper() and owner not in self._rows:
                self._roles.setdefault(owner, Kind.ENGINE)
        self.words = frozenset(_words(self._rows, self.own))
        self.names = frozenset(key.rpartition(".")[2] for key in (*self._rows, *self.own))
        """What functions and methods with rows are called."""

    def canonical(self, name: str) -> str:
        """Return the documented spelling of a qualified name."""
        known = self._names.get(name)
        if known is None:
            fits = [prefix for prefix in self._aliases if name.startswith(prefix)]
            prefix = max(fits, key=len, default="")
            known = self._names[name] = self._aliases.get(prefix, "") + name[len(prefix) :]
        return known

    def row(self, name: str) -> Row | None:
        """Return what calling a qualified name does, in the user's words or a library's."""
        return self.mine(name) or self._rows.get(self.canonical(name))

    def mine(self, name: str, method: bool = False) -> Row | None:
        """Return what the user says about a name; a key without a dot names no method."""
        fits = (key for key in self.own if _same(key, name) and ("." in key or not method))
        return next((self.own[key] for key in fits), None)

    def role(self, name: str) -> Kind | None:
        """Return what an object of a class is, by the class's qualified name."""
        return self._roles.get(self.canonical(name)) or (Kind.ENGINE if self.is_own_class(name) else None)

    def speaks(self, name: str) -> bool:
        """Tell whether a table says what a function or a class is: then nobody reads its source."""
        return self.row(name) is not None or self.role(name) is not None

    def is_own_class(self, name: str) -> bool:
        """Tell whether the user says something about a class's methods."""
        return any(_same(owner, name) for owner in self._own_classes)


def _same(key: str, name: str) -> bool:
    """Tell whether a user's key names this: in full, by its end, or as a relative import sees it."""
    bare = name.lstrip(".")
    return key == bare or bare.endswith(f".{key}") or (bare != name and key.endswith(f".{bare}"))


def _words(*tables: dict[str, Row]) -> Iterable[str]:
    """Yield the words without which a call that does something cannot be written."""
    for key, row in ((k, r) for table in tables for k, r in table.items()):
        if row.verbs or row.hooks or row.repeats is not None:
            yield from {word for word in _tell(key) if word not in GENERIC}


def _tell(key: str) -> tuple[str, ...]:
    """Return the class and the method, or the function, that a key ends in."""
    owner, _, name = key.rpartition(".")
    holder = owner.rpartition(".")[2]
    return (holder, name) if holder[:1].isupper() else (name,)


@packs.remembered
def speech(events: Events = ()) -> Speech:
    """Return all tables together with the user's own rows."""
    return Speech(all_dialects(), events)


@packs.remembered
def all_dialects() -> tuple[Dialect, ...]:
    """Find the tables by walking this package; those of plug-ins come behind them."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.name.startswith("_"))
    ours = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(module.DIALECT for module in (*ours, *packs.modules("dialects")))


@packs.remembered
def spellings(events: Events = ()) -> dict[bytes, tuple[bytes, ...]]:
    """Return, for what plain torch writes, the words that say the same in a dialect."""
    tables = [*(d.rows for d in all_dialects()), speech(events).own]
    tables += [rows for d in all_dialects() for rows in d.methods.values()]
    found: dict[bytes, set[bytes]] = {}
    for key, row in ((k, r) for table in tables for k, r in table.items()):
        for verb in (v for v in row.verbs if not isinstance(v, If) and v in NEEDLES):
            # The rarest word of the key: a method is looked for by its own name where it has one.
            word = next((w for w in reversed(_tell(key)) if w not in GENERIC), "")
            if word and not any(NEEDLES[verb] in w.encode() for w in _tell(key)):
                found.setdefault(NEEDLES[verb], set()).add(word.encode())
    return {needle: tuple(sorted(words)) for needle, words in found.items()}


__all__ = ["VERBS", "Base", "Dialect", "Events", "If", "Row", "Speech", "Verb", "speech", "spellings"]
