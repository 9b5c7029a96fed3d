"""Hooks of mkdocs: a page for every rule, made of its docstring, and in all pages what is generated.

In a page, ``<!-- run: lintrain check examples/gan.py -->`` becomes the command and what it really prints, in
the root of the repository; ``<!-- readme: speed -->`` becomes the block of that name in ``README.md``, and
``<!-- section: FILE, TITLE -->`` what stands under that title in another file.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

sys.path.insert(0, str(Path(__file__).parent))

from generated import ROOT, lintrain

from lintrain.manual import as_text, fix_of, judged, state
from lintrain.rule import SETS, Rule, all_rules

SHARED = ("check.svg", "report.png", "editors.md")
"""What README shows or names, too."""
_OUTSIDE = re.compile(r"\[([^\]]+)\]\(\.\./[^)]*\)")
_DIRECTIVE = re.compile(r"<!-- (run|readme|section): (.+?) -->\n")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the rules to the navigation, set by set."""
    sets = [{_title(prefix, name): [_path(rule) for rule in _of(name)]} for prefix, name in SETS.items()]
    assert config.nav is not None
    config.nav.insert(len(config.nav) - 1, {"Rules": ["rules/index.md", *sets]})
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the rules, and what stands beside the site's own pages."""
    for rule in all_rules():
        files.append(File.generated(config, _path(rule), content=_manual(rule)))
    files.append(File.generated(config, "rules/index.md", content=_index()))
    for name in SHARED:
        path = ROOT / "docs" / name
        if path.suffix == ".md":  # what it names beside the documentation is no part of the site
            text = _OUTSIDE.sub(r"`\1`", path.read_text(encoding="utf-8"))
            files.append(File.generated(config, name, content=text))
        else:
            files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Fill in what is generated."""
    return _DIRECTIVE.sub(lambda found: _FILL[found[1]](found[2]), markdown)


def _run(command: str) -> str:
    name, *arguments = shlex.split(command)
    assert name == "lintrain", f"only lintrain is run, not {command}"
    return f"```console\n$ {command}\n{lintrain(*arguments).rstrip()}\n```\n"


def _readme(name: str) -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    assert begin in text, f"README.md has no block {name}"
    return text.partition(begin)[2].partition(end)[0]


def _section(where: str) -> str:
    path, _, title = where.partition(", ")
    text = (ROOT / path).read_text(encoding="utf-8")
    begin = f"\n## {title}\n"
    assert begin in text, f"{path} has no section {title}"
    return text.partition(begin)[2].partition("\n## ")[0].strip() + "\n"


_FILL = {"run": _run, "readme": _readme, "section": _section}


def _manual(rule: type[Rule]) -> str:
    return as_text(rule).removesuffix(f"\n{rule.url()}\n")  # that is this page


_INDEX = """\
# Rules

{count} rules; {off} are off until they are asked for. *judged* says who sees it: `lintrain check` in the
source, `lintrain smoke` in a run. A fix is *safe* where it does what the code plainly meant; `--unsafe-fixes`
applies the others, too.
"""


def _index() -> str:
    every = all_rules()
    head = _INDEX.format(count=len(every), off=sum(not rule.default for rule in every))
    sections = (f"\n## {_title(prefix, name)}\n\n{_table(_of(name))}" for prefix, name in SETS.items())
    return head + "".join(sections)


def _table(rules: Iterable[type[Rule]]) -> str:
    head = (
        "| code | rule | severity | judged | fix | what is wrong |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(map(_row, rules))


def _row(rule: type[Rule]) -> str:
    name = f"[{rule.name}]({rule.name}.md)"
    return f"| {' | '.join((rule.code, name, state(rule), judged(rule), fix_of(rule), rule.summary()))} |\n"


def _of(name: str) -> list[type[Rule]]:
    return [rule for rule in all_rules() if rule.sets()[0] == name]


def _title(prefix: str, name: str) -> str:
    return f"{name} ({'LTR' if prefix == 'R' else f'LT{prefix}'})"


def _path(rule: type[Rule]) -> str:
    return f"rules/{rule.name}.md"
