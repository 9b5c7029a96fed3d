"""Settings: built-in, then the project's files, then the command line, each applied onto the last.

Of a file the nearest configuration counts that stands in its folder or above it, and what that extends.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, ClassVar

from lintrain.config_file import ConfigError, Found, find_table, read_table, with_bases
from lintrain.config_keys import DEFAULT_EXCLUDE, KEYS
from lintrain.config_reading import values
from lintrain.findings import Finding, Severity
from lintrain.fix_policy import OUTSIDE, FixPolicy
from lintrain.plugins import added_by
from lintrain.rule import Rule, all_rules
from lintrain.selection import Selection, default_rules, expand, ordered
from lintrain.shards import Shard
from lintrain.source.paths import display
from lintrain.source.patterns import Patterns

if TYPE_CHECKING:
    from lintrain.nearest import Nearest

__all__ = ["Config", "ConfigError", "Settings", "config_of", "find_config", "read_config"]


@dataclass(frozen=True, slots=True)
class Config:
    """One layer of settings. ``None`` says nothing; ``root`` is what its patterns are relative to."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    per_file_ignores: Mapping[str, tuple[str, ...]] | None = None
    per_file_select: Mapping[str, tuple[str, ...]] | None = None
    include: tuple[str, ...] | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] | None = None
    respect_gitignore: bool | None = None
    force_exclude: bool | None = None
    output_format: str | None = None
    cache_dir: str | None = None
    min_severity: str | None = None
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] | None = None
    extend_safe_fixes: tuple[str, ...] | None = None
    extend_unsafe_fixes: tuple[str, ...] | None = None
    events: Mapping[str, tuple[str, ...]] | None = None
    plugins: tuple[str, ...] | None = None
    baseline: str | None = None
    report_unused_ignores: bool | None = None
    extend: str | None = None
    required_version: str | None = None
    root: str | None = None

    DEFAULT: ClassVar[Settings]

    @property
    def selection(self) -> Selection:
        """Return what this layer says about rules."""
        return Selection(self.select, self.extend_select or (), self.ignore or ())


ForFiles = tuple[tuple[Patterns, bool, tuple[str, ...]], ...]
"""Which files: those that match a pattern, or all others; and selectors for them."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything decided. ``ignored`` and ``extended``: selectors that ``per_file_select`` leaves alone.

    ``nearest`` knows the settings of files that have a configuration of their own; ``source`` is its file.
    """

    rules: tuple[type[Rule], ...]
    per_file_ignores: ForFiles = ()
    per_file_select: ForFiles = ()
    ignored: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    include: Patterns | None = None
    exclude: tuple[Patterns, ...] = (Patterns(os.curdir, DEFAULT_EXCLUDE),)
    respect_gitignore: bool = True
    output_format: str = "full"
    min_severity: Severity = Severity.ADVICE
    fixes: FixPolicy = field(default_factory=FixPolicy)
    events: tuple[tuple[str, tuple[str, ...]], ...] = ()
    baseline: str | None = None
    report_unused_ignores: bool = False
    force_exclude: bool = False
    suppressions: bool = True
    workers: int | None = None
    shard: Shard | None = None
    nearest: Nearest | None = field(default=None, compare=False, repr=False)
    source: str | None = field(default=None, compare=False)

    def apply(self, layer: Config) -> Settings:
        """Return these settings with a layer on top."""
        root = layer.root or os.curdir
        kept = () if layer.select is not None else self.per_file_select
        return replace(
            self,
            rules=ordered(layer.selection.apply(frozenset(self.rules) | added_by(layer.plugins or ()))),
            per_file_ignores=_for_files(root, layer.per_file_ignores) or self.per_file_ignores,
            per_file_select=_for_files(root, layer.per_file_select) or kept,
            ignored=(*self.ignored, *(layer.ignore or ())),
            extended=(*self.extended, *(layer.extend_select or ())),
            include=Patterns(root, layer.include) if layer.include else self.include,
            exclude=(*_excluding(root, layer.exclude, self.exclude), *_excluding(root, layer.extend_exclude)),
            respect_gitignore=_or(layer.respect_gitignore, self.respect_gitignore),
            output_format=_or(layer.output_format, self.output_format),
            min_severity=Severity(_or(layer.min_severity, self.min_severity)),
            fixes=_policy(self.fixes, layer),
            events=tuple(layer.events.items()) if layer.events else self.events,
            report_unused_ignores=_or(layer.report_unused_ignores, self.report_unused_ignores),
            baseline=self.baseline if layer.baseline is None else _path(root, layer.baseline),
            force_exclude=_or(layer.force_exclude, self.force_exclude),
        )

    def of(self, path: str) -> Settings:
        """Return the settings of one file: those of the nearest configuration."""
        return self.of_folder(os.path.dirname(os.path.abspath(path)))

    def of_folder(self, folder: str) -> Settings:
        """Return the settings of the files in a folder, given by its absolute path."""
        if self.nearest is None:
            return self
        mine = self.nearest.settings(folder)
        same = mine.suppressions is self.suppressions
        return mine if same else replace(mine, suppressions=self.suppressions)

    def excludes(self, path: str, is_directory: bool) -> bool:
        """Tell whether a file or folder is excluded; the last pattern that speaks of it decides."""
        verdicts = (patterns.ignores(path, is_directory) for patterns in reversed(self.exclude))
        return next((verdict for verdict in verdicts if verdict is not None), False)

    def includes(self, path: str) -> bool:
        """Tell whether a Python file found in a folder is to be checked."""
        return self.include is None or bool(self.include.ignores(path, False))

    def locked(self) -> Settings:
        """Return the settings for a file that must not be changed."""
        return replace(self, nearest=None, fixes=replace(self.fixes, locked=OUTSIDE))

    @property
    def asked(self) -> tuple[type[Rule], ...]:
        """The rules that are on and severe enough."""
        return self._severe(self.rules)

    def rules_for(self, path: str) -> tuple[type[Rule], ...]:
        """Return the rules for one file, as the settings for single files have it."""
        settings = self.of(path)
        only = settings._selectors(settings.per_file_select, path)
        off = {rule for key in settings._selectors(settings.per_file_ignores, path) for rule in expand(key)}
        if only:
            selection = Selection(only, settings.extended, settings.ignored)
            asked = settings._severe(ordered(selection.apply(frozenset())))
        else:
            asked = settings.asked
        return tuple(rule for rule in asked if rule not in off)

    def told(self, path: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return which findings in one file are told. A case may be milder than its rule."""
        codes, least = {rule.code for rule in self.rules_for(path)}, self.of(path).min_severity
        return tuple(f for f in findings if f.code in codes and f.severity.reaches(least))

    def _severe(self, rules: Iterable[type[Rule]]) -> tuple[type[Rule], ...]:
        return tuple(rule for rule in rules if rule.severity.reaches(self.min_severity))

    def _selectors(self, table: ForFiles, path: str) -> tuple[str, ...]:
        absolute = os.path.abspath(path)
        fitting = (
            keys for patterns, inside, keys in table if bool(patterns.ignores(absolute, False)) is inside
        )
        return tuple(key for keys in fitting for key in keys)


def _for_files(root: str, table: Mapping[str, tuple[str, ...]] | None) -> ForFiles:
    rows = (table or {}).items()
    return tuple((Patterns(root, (p.removeprefix("!"),)), not p.startswith("!"), keys) for p, keys in rows)


def _excluding(
    root: str, lines: tuple[str, ...] | None, otherwise: tuple[Patterns, ...] = ()
) -> tuple[Patterns, ...]:
    return otherwise if lines is None else (Patterns(root, lines),)


def _path(root: str, path: str) -> str | None:
    """Return a path of a file, relative to the working directory; the empty one is none."""
    return display(os.path.join(root, os.path.expanduser(path))) if path else None


def _policy(before: FixPolicy, layer: Config) -> FixPolicy:
    """Return what is said about fixes, with a layer on top."""
    fixable = before.fixable
    if layer.fixable is not None or layer.unfixable is not None:
        codes = frozenset(r for r in all_rules() if fixable is None or r.code in fixable)
        wanted = Selection(layer.fixable, (), layer.unfixable or ()).apply(codes)
        fixable = frozenset(rule.code for rule in wanted)
    safe, unsafe = _codes(layer.extend_safe_fixes), _codes(layer.extend_unsafe_fixes)
    return FixPolicy(fixable, before.safe | safe, before.unsafe | unsafe)


def _codes(selectors: Iterable[str] | None) -> frozenset[str]:
    return frozenset(rule.code for selector in selectors or () for rule in expand(selector))


def _or(value: Any, otherwise: Any) -> Any:  # noqa: ANN401  # the two have one type, which differs by field
    return otherwise if value is None else value


Config.DEFAULT = Settings(rules=ordered(default_rules()))


def find_config(paths: Sequence[str]) -> Config:
    """Return what the file of the project says that the paths belong to; nothing found says nothing."""
    found = find_table(paths)
    return Config() if found is None else config_of(found)


def read_config(path: str) -> Config | None:
    """Read one file; ``None`` where it does not exist or has no ``[tool.lintrain]``."""
    found = read_table(path)
    return None if found is None else config_of(found)


def config_of(found: Found, root: str | None = None) -> Config:
    """Return what a table says. Its patterns are relative to its file, or to ``root``."""
    return Config(root=root or found.root, **values(found))


def layers_of(found: Found, root: str | None = None) -> tuple[Config, ...]:
    """Return what a table and those that it extends say, the farthest first."""
    *bases, last = with_bases(found)
    return (*map(config_of, bases), config_of(last, root))


assert {key.replace("-", "_") for key in KEYS} == {field.name for field in fields(Config)} - {"root"}
