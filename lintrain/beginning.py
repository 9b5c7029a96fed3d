"""What a project gets from ``lintrain init``: a configuration, and a hook for pre-commit.

Nothing that is there is changed; there is something added at most.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

SECTION = """\
# What is found by default is checked. `lintrain rule --all` lists all rules.
# extend-select = ["state"]   # these too
# ignore = ["LT501"]          # not these
extend-exclude = []
"""
OWN_FILES = ("lintrain.toml", ".lintrain.toml")
HOOKS = ".pre-commit-config.yaml"
HOOK = """\
- repo: local
  hooks:
    - id: lintrain
      name: lintrain
      entry: lintrain check --force-exclude
      language: system # the lintrain that is installed
      types_or: [python, jupyter]
      require_serial: true
"""
_REPOS = re.compile(r"^repos:[ \t]*(?:#.*)?$", re.MULTILINE)
_ITEM = re.compile(r"^([ \t]*)- repo:", re.MULTILINE)
_KEY = re.compile(r"^[^\s#-]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Step:
    """One file: what is done with it, and what it holds then; ``None`` where it is left as it is."""

    path: str
    what: str
    text: str | None = None
    before: str = ""

    def take(self) -> None:
        """Write it, if there is anything to write."""
        if self.text is not None:
            ends = "\r\n" if "\r\n" in self.before else "\n"
            with open(self.path, "w", encoding="utf-8", newline="") as stream:
                stream.write(self.text.replace("\r\n", "\n").replace("\n", ends))


def steps(folder: str) -> Iterator[Step]:
    """Yield what a project is to get."""
    yield _configuration(folder)
    yield _hook(folder)


def _configuration(folder: str) -> Step:
    for name in OWN_FILES:
        if os.path.lexists(os.path.join(folder, name)):
            return Step(os.path.join(folder, name), "is left as it is")
    path = os.path.join(folder, "pyproject.toml")
    text = _read(path)
    if text is None:
        path = os.path.join(folder, OWN_FILES[0])
        return Step(path, "is new: the configuration", SECTION)
    if re.search(r"^\s*\[\s*tool\s*\.\s*[\"']?lintrain[\"']?\s*[\].]", text, re.MULTILINE):
        return Step(path, "is left as it is: it has a table [tool.lintrain]")
    return Step(path, "gets a table [tool.lintrain]", f"{_ended(text)}[tool.lintrain]\n{SECTION}", text)


def _hook(folder: str) -> Step:
    path = os.path.join(folder, HOOKS)
    text = _read(path)
    if text is None:
        if not os.path.lexists(os.path.join(folder, ".git")):
            return Step(path, "is not written: this is no git repository")
        return Step(path, "is new: run `pre-commit install`", f"repos:\n{_indented(HOOK, '  ')}")
    if "lintrain" in text:
        return Step(path, "is left as it is: it has a hook")
    found, item = _REPOS.search(text), _ITEM.search(text)
    if found is None or item is None or _KEY.search(text, found.end()):
        by_hand = _indented(HOOK, "    ").rstrip()
        return Step(path, f"is left as it is; add under `repos` by hand:\n{by_hand}")
    start = text if text.endswith("\n") else f"{text}\n"
    return Step(path, "gets the hook", start + _indented(HOOK, item[1]), text)


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def _ended(text: str) -> str:
    """Return a text with a blank line at its end, if there is anything in it."""
    return f"{text.rstrip()}\n\n" if text.strip() else ""


def _indented(text: str, by: str) -> str:
    return "".join(f"{by}{row}\n" for row in text.splitlines())
