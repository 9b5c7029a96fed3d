"""What a configuration may say: one description of its keys, for the reader, the schema and the manual."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from lintrain.findings import Severity
from lintrain.model.dialects import VERBS
from lintrain.reporters.formats import names

SEVERITIES = tuple(severity.value for severity in Severity)

DEFAULT_EXCLUDE = (
    *(".bzr", ".direnv", ".eggs", ".git", ".git-rewrite", ".hg", ".ipynb_checkpoints", ".lintrain_cache"),
    *(".mypy_cache", ".nox", ".pants.d", ".pyenv", ".pytest_cache", ".pytype", ".ruff_cache", ".svn"),
    *(".tox", ".venv", ".vscode", "__pycache__", "__pypackages__", "_build", "buck-out", "build", "dist"),
    *("node_modules", "site-packages", "venv"),
)


def _strings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _table_of_strings(value: object) -> bool:
    return isinstance(value, dict) and all(map(_strings, value.values()))


def _text(value: object) -> bool:
    return isinstance(value, str)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


_STRINGS = {"type": "array", "items": {"type": "string"}}
_VERBS = {"type": "array", "minItems": 1, "items": {"enum": list(VERBS)}}


@dataclass(frozen=True, eq=False)
class Kind:
    """What a value may be: in words, as a test, and as a JSON schema."""

    wanted: str
    accepts: Callable[[object], bool]
    schema: Mapping[str, Any]


RULES = Kind("a list of strings", _strings, _STRINGS)
NAMES = Kind("a list of strings", _strings, _STRINGS)
PATTERNS = Kind("a list of strings", _strings, _STRINGS)
RULES_BY_FILE = Kind(
    "a table of lists of strings", _table_of_strings, {"type": "object", "additionalProperties": _STRINGS}
)
EVENTS = Kind(
    "a table of lists of verbs", _table_of_strings, {"type": "object", "additionalProperties": _VERBS}
)
TRUTH = Kind("true or false", _truth, {"type": "boolean"})
TEXT = Kind("a string", _text, {"type": "string"})


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. ``default`` and ``example`` are values as TOML; ``choices`` are all that may be said."""

    name: str
    kind: Kind
    default: str
    example: str
    summary: str
    choices: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """Say what a value must be."""
        return f"one of {', '.join(self.choices)}" if self.choices else self.kind.wanted

    def accepts(self, value: object) -> bool:
        """Tell whether a value is of the right type."""
        return self.kind.accepts(value) and (not self.choices or value in self.choices)


_EXCLUDED = json.dumps(DEFAULT_EXCLUDE)

_KEYS = (
    Key("extend", TEXT, '""', '"../lintrain.toml"', "settings that these are put on top of"),
    Key("required-version", TEXT, '""', '">=0.1"', "refuse to run in another version"),
    Key("select", RULES, "[]", '["ALL"]', "only these rules, instead of those that are on by default"),
    Key("ignore", RULES, "[]", '["LT501"]', "not these rules"),
    Key("extend-select", RULES, "[]", '["missing-eval"]', "these rules, too"),
    Key("min-severity", TEXT, '"advice"', '"warning"', "leave out what is milder", SEVERITIES),
    Key("include", PATTERNS, "[]", '["src/**"]', "of what is found in folders only these files"),
    Key("exclude", PATTERNS, _EXCLUDED, '["third_party"]', "leave out these, instead of .git, build, ..."),
    Key("extend-exclude", PATTERNS, "[]", '["*_pb2.py"]', "leave out these, too"),
    Key("force-exclude", TRUTH, "false", "true", "leave out what is excluded even if it is named"),
    Key("respect-gitignore", TRUTH, "true", "true", "pass over what .gitignore names"),
    Key("baseline", TEXT, '""', '"lintrain-baseline.json"', "findings that are known, and not told"),
    Key("report-unused-ignores", TRUTH, "false", "true", "tell of comments that silence nothing"),
    Key("output-format", TEXT, '"full"', '"concise"', "how findings are shown", names()),
    Key("cache-dir", TEXT, '".lintrain_cache"', '".cache/lintrain"', "where what was found is kept"),
    Key("fixable", RULES, '["ALL"]', '["ALL"]', "rules whose findings may be fixed"),
    Key("unfixable", RULES, "[]", '["state"]', "rules whose findings are never fixed"),
    Key("extend-safe-fixes", RULES, "[]", '["LT512"]', "rules whose fixes need no `--unsafe-fixes`"),
    Key("extend-unsafe-fixes", RULES, "[]", '["LT301"]', "rules whose fixes need `--unsafe-fixes`"),
    Key("plugins", NAMES, "[]", "[]", "installed packages with rules of your own"),
    Key(
        "per-file-ignores",
        RULES_BY_FILE,
        "{}",
        '{"experiments/*" = ["weight-decay-on-norm"]}',
        "not these rules in files that match; `!` before a pattern means all others",
    ),
    Key(
        "per-file-select",
        RULES_BY_FILE,
        "{}",
        '{"notebooks/*" = ["error"]}',
        "only these rules in files that match, in place of `select`",
    ),
    Key(
        "events",
        EVENTS,
        "{}",
        '{"mylib.Scaler.__call__" = ["backward", "unscale", "clip", "step", "scaler-update"]}',
        "what wrappers of your own do to gradients, in order",
    ),
)  # fmt: skip

KEYS: Mapping[str, Key] = {key.name: key for key in _KEYS}
"""All keys by their names, in the order in which they are shown."""


def schema() -> dict[str, Any]:
    """Return the JSON schema of the table."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "lintrain",
        "description": "The table [tool.lintrain] of pyproject.toml, and the whole of lintrain.toml.",
        "type": "object",
        "additionalProperties": False,
        "properties": {key.name: {"description": key.summary, **_type(key)} for key in KEYS.values()},
    }


def _type(key: Key) -> Mapping[str, Any]:
    return {"type": "string", "enum": list(key.choices)} if key.choices else key.kind.schema
