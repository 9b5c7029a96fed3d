"""The tables of the dialects: found by walking, documented, tried by cases, and known to the screen."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import case_files
import pytest

from lintrain.model import dialects
from lintrain.model.dialects import Speech, all_dialects, speech, spellings
from lintrain.model.dialects._base import Dialect, If, Row, Slot, Verb
from lintrain.model.kinds import Kind
from lintrain.rule import static_rules
from lintrain.screen import screen

MODULES = sorted(i.name for i in pkgutil.iter_modules(dialects.__path__) if not i.name.startswith("_"))
CALLED = {"transformers": "hugging_face", "closures": "closure"}
"""What cases call a dialect whose file has another name."""
CASES = [path for rule in case_files.RULES for path in case_files.files(rule, "*.py")]


def test_every_module_is_a_dialect():
    assert len(all_dialects()) == len(MODULES) >= 17
    assert len({dialect.name for dialect in all_dialects()}) == len(MODULES)


def test_a_new_file_is_found(tmp_path, monkeypatch):
    (tmp_path / "newcomer.py").write_text(
        "from lintrain.model.dialects._base import WRAPS, Dialect\n"
        "DIALECT = Dialect('newcomer', rows={'newcomer.wrap': WRAPS})\n"
    )
    monkeypatch.setattr(dialects, "__path__", [*dialects.__path__, str(tmp_path)])
    found = all_dialects.__wrapped__()
    assert Speech(found).row("newcomer.wrap") is not None
    assert speech().row("newcomer.wrap") is None


@pytest.mark.parametrize("name", MODULES)
def test_a_dialect_cites_what_it_rests_on(name):
    module = importlib.import_module(f"{dialects.__name__}.{name}")
    assert re.search(r"https://\S+", module.__doc__)


@pytest.mark.parametrize("name", MODULES)
def test_a_dialect_has_cases(name):
    wanted = CALLED.get(name, name)
    assert name == "torch" or any(wanted in path.stem for path in CASES)


@pytest.mark.parametrize("dialect", all_dialects(), ids=lambda dialect: dialect.name)
def test_rows_are_written_in_the_documented_spelling(dialect):
    """An alias that catches a key would make its row unreachable."""
    for key in (*dialect.rows, *dialect.roles, *dialect.bases):
        assert speech().canonical(key) == key


@pytest.mark.parametrize(
    ("spelling", "documented"),
    [
        ("lightning.Fabric", "lightning.fabric.Fabric"),
        ("lightning_fabric.Fabric", "lightning.fabric.Fabric"),
        ("pytorch_lightning.LightningModule", "lightning.pytorch.LightningModule"),
        ("pytorch_lightning.core.lightning.LightningModule", "lightning.pytorch.LightningModule"),
        ("lightning.pytorch.core.module.LightningModule", "lightning.pytorch.LightningModule"),
        ("accelerate.accelerator.Accelerator", "accelerate.Accelerator"),
        ("timm.utils.cuda.NativeScaler", "timm.utils.NativeScaler"),
        ("torch.distributed._composable.fsdp.fully_shard", "torch.distributed.fsdp.fully_shard"),
        ("lightning.fabric.utilities.seed", "lightning.fabric.utilities.seed"),
        ("torch.optim.SGD", "torch.optim.SGD"),
    ],
)
def test_other_spellings(spelling, documented):
    assert speech().canonical(spelling) == documented


def test_two_tables_never_speak_of_one_call():
    seen: dict[tuple[object, str], str] = {}
    for dialect in all_dialects():
        keys = [(None, key) for key in dialect.rows]
        keys += [(kind, name) for kind, rows in dialect.methods.items() for name in rows]
        for key in keys:
            assert key not in seen, (key, seen.get(key), dialect.name)
            seen[key] = dialect.name


@pytest.mark.parametrize("path", CASES, ids=case_files.name)
def test_no_finding_is_screened_out(path: Path):
    found = {finding.code for finding in case_files.report(path).findings}
    assert found <= {rule.code for rule in screen(static_rules(), path.read_bytes())}


def test_the_screen_knows_what_goes_backward_without_saying_so():
    assert b"NativeScaler" in spellings()[b"backward"]
    assert b"NativeScaler" in spellings()[b"step"]
    assert b"advance" not in spellings()[b"step"]
    assert b"advance" in spellings((("mylib.advance", ("step",)),))[b"step"]


def test_a_role_answers_for_a_class_with_rows_of_its_own():
    table = Dialect("x", rows={"x.Engine.go": Row((Verb.STEP,)), "x.f": Row()})
    assert Speech([table]).role("x.Engine") is Kind.ENGINE
    assert Speech([table]).role("x.f") is None
    assert Speech([table]).role("x") is None


def test_options_name_their_argument():
    rows = [row for d in all_dialects() for t in (d.rows, *d.methods.values()) for row in t.values()]
    options = [verb for row in rows for verb in row.verbs if isinstance(verb, If)]
    assert options
    assert all(isinstance(o.argument, Slot) and o.argument.keywords for o in options)
