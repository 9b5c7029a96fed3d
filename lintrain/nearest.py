"""Which configuration is a file's: the nearest, with the command line on top of it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lintrain.config import Config, Settings, config_of, layers_of
from lintrain.config_file import ConfigError, Found, find_table, is_file, parse, read_table, table_in


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says: files and values given with ``--config``, and all other options.

    ``decided`` are fields of :class:`Settings` that no file speaks of.
    """

    options: Config
    decided: Mapping[str, Any] = field(default_factory=dict)
    config: Sequence[str] = ()
    isolated: bool = False


class Nearest:
    """The settings of each folder. A file of a configuration is read once."""

    def __init__(self, on_top: Sequence[Config], decided: Mapping[str, Any]) -> None:
        self._on_top = tuple(on_top)
        self._decided = dict(decided)
        self._known: dict[str, Settings] = {}

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders whose settings somebody has asked for, and those above them that decided."""
        return tuple(self._known)

    def settings(self, folder: str) -> Settings:
        """Return the settings of the files in a folder."""
        if folder not in self._known:
            found = table_in(folder)
            parent = os.path.dirname(folder)
            if found is None and parent != folder:
                self._known[folder] = self.settings(parent)
            else:
                self._known[folder] = self.over(found)
        return self._known[folder]

    def over(self, found: Found | None) -> Settings:
        """Return the settings of a table with the command line on top."""
        layers = () if found is None else layers_of(found)
        settings = _stacked((*layers, *self._on_top), self._decided)
        return replace(settings, source=found.path if found else None)


def settings_for(paths: Sequence[str], wishes: Wishes) -> Settings:
    """Return the settings of a run: those of the folder that the paths have in common.

    Raises:
        ConfigError: a configuration cannot be followed.
    """
    files = [given for given in wishes.config if is_file(given)]
    inline = [_inline(given) for given in wishes.config if not is_file(given)]
    if len(files) > 1:
        raise ConfigError(f"--config: more than one file is given: {', '.join(files)}")
    on_top = (*inline, wishes.options)
    if files or wishes.isolated:
        settings = _stacked((*_given(files), *on_top), wishes.decided)
        return replace(settings, source=files[0] if files else None)
    nearest = Nearest(on_top, wishes.decided)
    return replace(nearest.over(find_table(paths)), nearest=nearest)


def _stacked(layers: Sequence[Config], decided: Mapping[str, Any]) -> Settings:
    settings = Config.DEFAULT
    for layer in layers:
        settings = settings.apply(layer)
    return replace(settings, **decided)


def _given(files: Sequence[str]) -> tuple[Config, ...]:
    """Return what a given file says. As in ruff, its patterns are relative to the working directory."""
    if not files:
        return ()
    found = read_table(files[0], asked=True)
    assert found is not None  # it was asked for
    return layers_of(found._replace(named=True), os.getcwd())


def _inline(given: str) -> Config:
    table = parse("--config", given.encode("utf-8", "surrogateescape"))
    if "extend" in table:
        raise ConfigError("--config: `extend` stands in files only")
    return config_of(Found("--config", "", table, given, named=True), os.getcwd())
