"""Settings: built-in, then the project's file, then the command line, each applied onto the last.

The file is the nearest ``lintrain.toml``, or ``pyproject.toml`` with a ``[tool.lintrain]`` table, at or
above the checked paths.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

from lintrain.findings import Finding, Severity
from lintrain.fix_policy import FixPolicy
from lintrain.reporters.formats import names
from lintrain.rule import Rule, all_rules
from lintrain.selection import Selection, default_rules, expand, ordered, unknown

FORMATS = names()
SEVERITIES = tuple(severity.value for severity in Severity)

DEFAULT_EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".mypy_cache"),
    *(".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn", ".tox", ".venv"),
    *(".vscode", "__pycache__", "__pypackages__", "_build", "buck-out", "build", "dist", "node_modules"),
    *("site-packages", "venv"),
)


class ConfigError(Exception):
    """A configuration that cannot be followed: the message names the file and the key."""


@dataclass(frozen=True, slots=True)
class Config:
    """One layer of settings. ``None`` says nothing; ``root`` is what its patterns are relative to."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] | None = None
    per_file_ignores: Mapping[str, tuple[str, ...]] | None = None
    exclude: tuple[str, ...] | None = None
    extend_exclude: tuple[str, ...] | None = None
    respect_gitignore: bool | None = None
    output_format: str | None = None
    min_severity: str | None = None
    fixable: tuple[str, ...] | None = None
    unfixable: tuple[str, ...] | None = None
    extend_safe_fixes: tuple[str, ...] | None = None
    extend_unsafe_fixes: tuple[str, ...] | None = None
    events: Mapping[str, tuple[str, ...]] | None = None
    root: str | None = None

    DEFAULT: ClassVar[Settings]

    @property
    def selection(self) -> Selection:
        """Return what this layer says about rules."""
        return Selection(self.select, self.extend_select or (), self.ignore or ())


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything decided. Plain data that a worker process can receive."""

    rules: tuple[type[Rule], ...]
    per_file_ignores: tuple[tuple[str, tuple[type[Rule], ...]], ...] = ()
    exclude: tuple[str, ...] = DEFAULT_EXCLUDE
    respect_gitignore: bool = True
    output_format: str = "full"
    min_severity: Severity = Severity.ADVICE
    fixes: FixPolicy = field(default_factory=FixPolicy)
    root: str = "."
    events: tuple[tuple[str, tuple[str, ...]], ...] = ()
    force_exclude: bool = False
    suppressions: bool = True
    workers: int | None = None

    def apply(self, layer: Config) -> Settings:
        """Return these settings with a layer on top."""
        ignores = tuple(
            (pattern, ordered(frozenset().union(*map(expand, keys))))
            for pattern, keys in (layer.per_file_ignores or {}).items()
        )
        return replace(
            self,
            rules=ordered(layer.selection.apply(frozenset(self.rules))),
            per_file_ignores=ignores or self.per_file_ignores,
            exclude=_or(layer.exclude, self.exclude) + (layer.extend_exclude or ()),
            respect_gitignore=_or(layer.respect_gitignore, self.respect_gitignore),
            output_format=_or(layer.output_format, self.output_format),
            min_severity=Severity(_or(layer.min_severity, self.min_severity)),
            fixes=_policy(self.fixes, layer),
            root=_or(layer.root, self.root),
            events=tuple(layer.events.items()) if layer.events else self.events,
        )

    @property
    def asked(self) -> tuple[type[Rule], ...]:
        """The rules that are on and severe enough."""
        return tuple(rule for rule in self.rules if rule.severity.reaches(self.min_severity))

    def rules_for(self, path: str) -> tuple[type[Rule], ...]:
        """Return the rules for one file, less those that ``per-file-ignores`` switches off there."""
        if not self.per_file_ignores:
            return self.asked
        off = [rules for pattern, rules in self.per_file_ignores if self._matches(pattern, path)]
        return tuple(rule for rule in self.asked if not any(rule in rules for rules in off))

    def told(self, path: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return which findings in one file are told. A case may be milder than its rule."""
        codes = {rule.code for rule in self.rules_for(path)}
        return tuple(f for f in findings if f.code in codes and f.severity.reaches(self.min_severity))

    def _matches(self, pattern: str, path: str) -> bool:
        from lintrain.source.patterns import Patterns

        inverted = pattern.startswith("!")
        inside = Patterns(self.root, (pattern.removeprefix("!"),)).ignores(os.path.abspath(path), False)
        return bool(inside) is not inverted


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
    """Return the settings of the project that the paths belong to; nothing found says nothing."""
    directory = _common_directory(paths)
    while True:
        for name in ("lintrain.toml", "pyproject.toml"):
            if (config := read_config(os.path.join(directory, name))) is not None:
                return config
        parent = os.path.dirname(directory)
        if parent == directory:
            return Config()
        directory = parent


def read_config(path: str) -> Config | None:
    """Read one file; ``None`` where it does not exist or has no ``[tool.lintrain]``."""
    try:
        with open(path, "rb") as stream:
            data = stream.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}") from error
    own = os.path.basename(path) == "lintrain.toml"
    if not own and b"lintrain" not in data:
        return None
    table: Any = _parse(path, data)
    for key in () if own else ("tool", "lintrain"):
        table = table.get(key) if isinstance(table, dict) else None
    if table is None:
        return None
    prefix = "" if own else "tool.lintrain"
    if isinstance(table, dict) and "events" in table:
        check_rows(path, prefix, table["events"], data.decode())
    return _from_table(path, prefix, table)


def check_rows(path: str, prefix: str, rows: object, source: str) -> None:
    """Raise where a row of ``events`` cannot be followed: it would silence findings, or invent them."""
    from lintrain.wrappers import wrong_rows

    table = f"{prefix}.events" if prefix else "events"
    errors = [f"{path}{place}: `{table}`{error}" for place, error in wrong_rows(rows, source)]
    if errors:
        raise ConfigError("\n".join(errors))


def _parse(path: str, data: bytes) -> dict[str, Any]:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: {error}") from error


def _from_table(path: str, prefix: str, table: object) -> Config:
    if not isinstance(table, dict):
        raise ConfigError(f"{path}: `{prefix}` must be a table")
    values: dict[str, Any] = {}
    for key, value in table.items():
        where = f"{path}: `{prefix}.{key}`" if prefix else f"{path}: `{key}`"
        if key not in _READERS:
            raise ConfigError(f"{where} is not a setting{_did_you_mean(key, _READERS)}")
        wanted, accepts = _READERS[key]
        if not accepts(value):
            raise ConfigError(f"{where} must be {wanted}")
        if pattern := _wrong_pattern(key, value):
            raise ConfigError(f"{where}: `{pattern}` is not a pattern")
        if wrong := unknown(_selectors(key, value)):
            raise ConfigError("\n".join(f"{where}: {error}" for error in wrong))
        values[key.replace("-", "_")] = _frozen(value)
    return Config(root=os.path.dirname(os.path.abspath(path)), **values)


def _did_you_mean(key: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key.replace("_", "-"), list(names), n=1)
    return f". Did you mean `{near[0]}`?" if near else f" (settings: {', '.join(sorted(names))})"


def _selectors(key: str, value: Any) -> list[str]:  # noqa: ANN401  # checked by the key's reader
    if key in SELECTS:
        return list(value)
    if key == "per-file-ignores":
        return [selector for selectors in value.values() for selector in selectors]
    return []


SELECTS = (
    *("select", "ignore", "extend-select"),
    *("fixable", "unfixable", "extend-safe-fixes", "extend-unsafe-fixes"),
)
"""The settings that are lists of rules."""


def _wrong_pattern(key: str, value: Any) -> str | None:  # noqa: ANN401  # checked by the key's reader
    if not value or key not in ("exclude", "extend-exclude", "per-file-ignores"):
        return None
    from lintrain.source.patterns import wrong_pattern

    return wrong_pattern(tuple(value))


def _frozen(value: Any) -> Any:  # noqa: ANN401  # lists become tuples at any depth
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _table_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(map(_strings, value.values()))


_READERS: dict[str, tuple[str, Callable[[object], bool]]] = {
    **dict.fromkeys(SELECTS, ("a list of strings", _strings)),
    "per-file-ignores": ("a table of lists of strings", _table_of_strings),
    "exclude": ("a list of strings", _strings),
    "extend-exclude": ("a list of strings", _strings),
    "respect-gitignore": ("true or false", lambda value: isinstance(value, bool)),
    "events": ("a table of lists of verbs", _table_of_strings),
    "output-format": (f"one of {', '.join(FORMATS)}", lambda value: value in FORMATS),
    "min-severity": (f"one of {', '.join(SEVERITIES)}", lambda value: value in SEVERITIES),
}

assert {key.replace("-", "_") for key in _READERS} == {field.name for field in fields(Config)} - {"root"}


def _common_directory(paths: Sequence[str]) -> str:
    absolute = [os.path.abspath(path) for path in paths] or [os.getcwd()]
    try:
        common = os.path.commonpath(absolute)
    except ValueError:  # different drives
        common = os.getcwd()
    return common if os.path.isdir(common) else os.path.dirname(common)
