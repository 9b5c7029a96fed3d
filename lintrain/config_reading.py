"""From the table in a file to settings. Everything that is wrong is named at once, with its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lintrain import packs
from lintrain.config_file import ConfigError, Found
from lintrain.config_keys import EVENTS, KEYS, PATTERNS, RULES, RULES_BY_FILE, Key
from lintrain.config_places import row_of
from lintrain.rule import all_rules
from lintrain.selection import unknown
from lintrain.versions import Unfit, check_version


def values(found: Found) -> dict[str, Any]:
    """Return what a table says, by the names that keys have in Python."""
    table = found.table
    if not isinstance(table, dict):
        raise ConfigError(f"{found.path}: `{found.prefix}` must be a table")
    use_plugins(found, table.get("plugins"))
    if wrong := [error for key, value in table.items() for error in _wrong(found, key, value)]:
        raise ConfigError("\n".join(wrong))
    return {key.replace("-", "_"): _frozen(value) for key, value in table.items()}


def use_plugins(found: Found, plugins: object) -> None:
    """Load what a table names, before its other keys are read: they may name rules of plug-ins."""
    if not isinstance(plugins, list) or not KEYS["plugins"].accepts(plugins):
        return  # said where the key is read
    if not found.is_the_users and set(plugins) - set(packs.chosen()):
        raise ConfigError(
            f"{_where(found, 'plugins')} is followed only in the configuration of the working directory, "
            "because it runs the code of others: run lintrain there, or remove the key"
        )
    try:
        packs.use(plugins, all_rules)  # which refuses rules that cannot be told from others
    except packs.BrokenPack as error:
        raise ConfigError(f"{_where(found, 'plugins')}: {error}") from error


def _wrong(found: Found, name: str, value: object) -> Iterator[str]:
    """Yield what is wrong with one key."""
    key = KEYS.get(name)
    if key is None:
        yield f"{_where(found, name)} is not a setting{did_you_mean(name, KEYS)}"
    elif key.kind is EVENTS:
        yield from _wrong_rows(found, value)
    elif not key.accepts(value):
        yield f"{_where(found, name)} must be {key.wanted}"
    else:
        yield from (f"{_where(found, name, part)}: {why}" for part, why in _misunderstood(key, value))


def _misunderstood(key: Key, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401  # of the key's type
    """Yield the parts of a value of the right type that cannot be followed, and why."""
    if key.kind in (PATTERNS, RULES_BY_FILE):
        yield from ((pattern, f"`{pattern}` is not a pattern") for pattern in _wrong_patterns(value))
    if key.kind in (RULES, RULES_BY_FILE):
        listed = value if key.kind is RULES else [each for some in value.values() for each in some]
        for selector in dict.fromkeys(listed):
            yield from ((selector, str(error)) for error in unknown([selector]))
    if key.name == "required-version":
        try:
            check_version(value)
        except Unfit as error:
            yield value, str(error)


def _wrong_patterns(patterns: Iterable[str]) -> list[str]:
    from lintrain.source.patterns import wrong_pattern

    return [pattern for pattern in patterns if wrong_pattern((pattern,)) is not None]


def _wrong_rows(found: Found, rows: object) -> Iterator[str]:
    """Yield which rows of ``events`` cannot be followed: they would silence findings, or invent them."""
    from lintrain.wrappers import wrong_rows

    table = f"{found.prefix}.events" if found.prefix else "events"
    yield from (f"{found.path}{place}: `{table}`{error}" for place, error in wrong_rows(rows, found.text))


def _where(found: Found, key: str, part: str | None = None) -> str:
    row = row_of(found.text, found.prefix, key, part)
    named = f"{found.prefix}.{key}" if found.prefix else key
    return f"{found.path}{f':{row}' if row else ''}: `{named}`"


def did_you_mean(key: str, names: Iterable[str]) -> str:
    """Return the end of a sentence that says that a key is none: the nearest, or all that there are."""
    from difflib import get_close_matches

    near = get_close_matches(key.replace("_", "-"), list(names), n=1)
    return f". Did you mean `{near[0]}`?" if near else f" (settings: {', '.join(sorted(names))})"


def _frozen(value: Any) -> Any:  # noqa: ANN401  # lists become tuples at any depth
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    return {key: _frozen(item) for key, item in value.items()} if isinstance(value, dict) else value
