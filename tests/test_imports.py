"""Starting is fast because little is imported, and torch never is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

TRAINING = """\
import torch

optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x in loader:
    optimizer.zero_grad()
    loss = model(x).sum()
    loss.backward()
    optimizer.step()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""


def imported(code: str, *names: str) -> set[str]:
    """Which of ``names`` a fresh Python has imported after running ``code``."""
    program = (
        f"import sys\ntry:\n    exec({code!r})\nexcept SystemExit:\n    pass\nprint(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(names) & set(done.stdout.splitlines()[-1].split())


HEAVY = ("libcst", "rich", "pathspec", "multiprocessing", "asyncio", "torch")


def test_the_package_imports_nothing():
    assert imported("import lintrain", *HEAVY, "click", "importlib.metadata", "dataclasses") == set()


def test_the_command_line_imports_only_click():
    assert imported("import lintrain.cli", *HEAVY, "click") == {"click"}


@pytest.mark.parametrize("arguments", [["--version"], ["rule", "--all"], ["--help"]])
def test_small_commands_stay_small(arguments):
    assert imported(f"from lintrain.cli import main; main({arguments!r})", *HEAVY) == set()


def test_a_file_without_training_is_never_parsed_by_libcst(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    assert imported(f"from lintrain.cli import main; main(['check', {str(path)!r}])", *HEAVY) == set()


UNASKED = ("lintrain.engine", "lintrain.rule", "lintrain.config", "lintrain.events", "hashlib", "tokenize")


@pytest.mark.parametrize("text", ["x = 1\n", TRAINING], ids=["clean", "with a finding"])
def test_a_run_that_finds_nothing_changed_asks_no_rule(tmp_path, text):
    (tmp_path / "a.py").write_text(text)
    arguments = ["check", "--isolated", f"--cache-dir={tmp_path / 'cache'}", str(tmp_path)]
    code = f"from lintrain.cli import main; main({arguments!r})"
    assert imported(code, *UNASKED) >= {"lintrain.engine", "lintrain.rule", "lintrain.config"}
    assert imported(code, *HEAVY, *UNASKED[:4]) == set()


@pytest.mark.parametrize(
    "command", [["check"], ["check", "--fix"], ["fix", "--diff"], ["check", "--workers=2"]]
)
@pytest.mark.parametrize("output", ["full", "concise", "json"])
def test_nothing_imports_torch_or_rich(tmp_path, command, output):
    paths: list[str] = []
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text(TRAINING)
        paths.append(str(tmp_path / name))
    if output == "json":
        command = [word for word in command if word != "--diff"]  # refused together
    arguments = [*command, "--isolated", f"--output-format={output}", *paths]
    code = f"from lintrain.cli import main; main({arguments!r})"
    assert imported(code, "torch", "rich", "numpy") == set()


def test_these_tests_can_fail(tmp_path):
    (tmp_path / "torch.py").write_text("")
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import torch, json"
    assert imported(code, "torch", "json", "rich") == {"torch", "json"}


def test_no_module_of_the_core_imports_torch():
    """Only ``runtime/`` may: everything else must work where torch is not installed."""
    root = Path(__file__).parents[1]
    code = """
import importlib, pkgutil, lintrain, lintrain.rules, lintrain.fixers
sys.modules["torch"] = None
for package in (lintrain, lintrain.rules, lintrain.fixers):
    for info in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if "runtime" not in info.name and not info.name.endswith("__main__"):
            importlib.import_module(info.name)
"""
    assert (root / "lintrain").is_dir()
    assert imported(code, "lintrain.cli", "lintrain.engine", "torch.nn") == {
        "lintrain.cli",
        "lintrain.engine",
    }
