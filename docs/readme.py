"""Fills what is generated in ``README.md``: the text between ``<!-- name -->`` and ``<!-- /name -->``."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable

from generated import ROOT, lintrain, settle

from lintrain.config_keys import KEYS
from lintrain.manual import fix_of, judged, state
from lintrain.reporters.formats import __name__ as PACKAGE
from lintrain.reporters.formats import names
from lintrain.rule import SETS, Rule, all_rules, static_rules


def catalogue() -> str:
    """Return how many rules there are of each set, and how they are judged."""
    rows = [_set(prefix, name) for prefix, name in SETS.items()]
    every = all_rules()
    static, off = len(static_rules()), sum(not rule.default for rule in every)
    return (
        f"{len(every)} rules, {static} of them judged in the source; "
        f"{off} are off until they are asked for.\n\n"
        "| set | codes | rules | one of them |\n| --- | --- | ---: | --- |\n" + "".join(rows)
    )


def _set(prefix: str, name: str) -> str:
    mine = [rule for rule in all_rules() if name in rule.sets()]
    codes = "LTR" if prefix == "R" else f"LT{prefix}"
    return f"| `{name}` | {codes} | {len(mine)} | {mine[0].name}: {_lowered(mine[0].summary())} |\n"


def _lowered(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:-1]


def rules() -> str:
    """Return the table of all rules, from their classes."""
    head = (
        "| code | rule | severity | judged | fix | what is wrong |\n| --- | --- | --- | --- | --- | --- |\n"
    )
    return head + "".join(map(_row, all_rules()))


def _row(rule: type[Rule]) -> str:
    name = f"[{rule.name}](rules/{rule.name.replace('-', '_')}.py)"
    cells = (rule.code, name, state(rule), judged(rule), fix_of(rule), rule.summary())
    return f"| {' | '.join(cells)} |\n"


def expected() -> str:
    """Return the last lines that a check of the examples prints."""
    lines = lintrain("check", "examples").rstrip("\n").split("\n")
    return "```text\n" + "\n".join(lines[-2:]) + "\n```\n"


def findings_as_json() -> str:
    """Return one finding as JSON, a field per line."""
    arguments = ("check", "examples/classification_amp.py", "--select=clip-without-unscale")
    text = lintrain(*arguments, "--output-format=json").replace(str(ROOT), "/home/you/lintrain")
    fields = [f"    {json.dumps(key)}: {json.dumps(value)}" for key, value in json.loads(text)[0].items()]
    return "```json\n[\n  {\n" + ",\n".join(fields) + "\n  }\n]\n```\n"


def real_code() -> str:
    """Return the table that ``benchmarks/real_code.py`` has written, without the lists under it."""
    return (ROOT / "benchmarks" / "REAL_CODE.md").read_text(encoding="utf-8").partition("\n## ")[0]


def speed() -> str:
    """Return the sentence that ``benchmarks/speed.py`` has written, if it has."""
    report = ROOT / "benchmarks" / "RESULTS.md"
    return report.read_text(encoding="utf-8").partition("\n")[0] + "\n" if report.exists() else ""


def configuration() -> str:
    """Return an example of a configuration that says everything, from the one description of its keys."""
    tables = [key for key in KEYS.values() if key.example.startswith("{")]
    rows = [(f"{key.name} = {key.example}", key.summary) for key in KEYS.values() if key not in tables]
    width = max(len(said) for said, _ in rows)
    lines = ["[tool.lintrain]", *(f"{said:<{width}}  # {why}" for said, why in rows)]
    for key in tables:
        lines += ["", f"[tool.lintrain.{key.name}]  # {key.summary}", key.example.strip("{}")]
    return "```toml\n" + "\n".join(lines) + "\n```\n"


def formats() -> str:
    """Return the table of formats, from the first lines of their modules."""
    modules = {name: importlib.import_module(f"{PACKAGE}.{name.replace('-', '_')}") for name in names()}
    rows = [
        f"| `{name}` | {(module.__doc__ or '').partition(chr(10))[0]} |\n" for name, module in modules.items()
    ]
    return "| format | what it is |\n| --- | --- |\n" + "".join(rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "catalogue": catalogue,
    "configuration": configuration,
    "expected": expected,
    "formats": formats,
    "json": findings_as_json,
    "real-code": real_code,
    "rules": rules,
    "speed": speed,
}


def filled(text: str) -> str:
    """Return ``text`` with every block generated anew."""
    for name, generate in BLOCKS.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
        assert text.count(begin) == text.count(end) == 1, f"README.md needs one block {name}"
        before, _, rest = text.partition(begin)
        text = before + begin + generate() + end + rest.partition(end)[2]
    return text


if __name__ == "__main__":
    readme = ROOT / "README.md"
    settle(readme, filled(readme.read_text(encoding="utf-8")))
