"""The template of a plug-in, installed as users install it, and what goes wrong with others."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from editor_client import Editor

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "docs" / "plugin-template"

HUGE = "import torch\n\n\ndef limit(model):\n    torch.nn.utils.clip_grad_norm_(model.parameters(), 5000.0)\n"
ENGINE = """\
import torch
from trainkit import Engine


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    engine = Engine(model, optimizer)
    for x, y in loader:
        optimizer.zero_grad()
        engine.update(torch.nn.functional.mse_loss(model(x), y))
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
"""
SCRIPT = """\
import torch

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
limit = float("2e3")
for _ in range(3):
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(torch.randn(4, 2)), torch.randn(4, 2)).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), limit)
    optimizer.step()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the template in it."""
    target, copy = tmp_path_factory.mktemp("installed"), tmp_path_factory.mktemp("source") / "template"
    shutil.copytree(TEMPLATE, copy)  # building leaves things behind
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--target", str(target), str(copy)], check=True, capture_output=True, timeout=300)
    return target


@pytest.fixture
def project(tmp_path: Path, installed: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that uses the template."""
    monkeypatch.setenv("PYTHONPATH", str(installed))
    (tmp_path / "lintrain.toml").write_text('plugins = ["my_rules"]\n')
    return tmp_path


def lintrain(folder: Path, *arguments: str) -> tuple[int, str, str]:
    result = subprocess.run(
        [sys.executable, "-m", "lintrain", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=180,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    return result.returncode, result.stdout, result.stderr


def found(folder: Path, *arguments: str) -> list[tuple[str, str]]:
    code, out, errors = lintrain(folder, "check", "--output-format", "json", *arguments)
    assert code in (0, 1), errors
    return [(Path(each["filename"]).name, each["code"]) for each in json.loads(out)]


def pack(folder: Path, **modules: str) -> None:
    """Write a pack; ``rules__one`` is its module ``rules.one``."""
    for name, text in {"__init__": "", **modules}.items():
        path = folder.joinpath("broken", *name.replace("__init__", "INIT").split("__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name.replace("INIT", "__init__") + ".py").write_text(text)
        (path.parent / "__init__.py").touch()


def test_check_with_the_rule_and_the_dialect(project):
    (project / "engine.py").write_text(ENGINE)
    (project / "huge.py").write_text(HUGE)
    assert found(project) == [("engine.py", "LT101"), ("huge.py", "MY001")]
    assert found(project, "--workers", "2", "--select", "MY") == [("huge.py", "MY001")]
    assert found(project, "--ignore", "huge-clip-threshold") == [("engine.py", "LT101")]
    assert found(project, "--isolated") == []


def test_workers_that_are_spawned_load_it_too(project):
    (project / "engine.py").write_text(ENGINE)
    (project / "huge.py").write_text(HUGE)
    (project / "driver.py").write_text(
        "import threading\n"
        "from dataclasses import replace\n"
        "from lintrain.config import Config, find_config\n"
        "from lintrain.engine import check_paths\n"
        "if __name__ == '__main__':\n"
        "    end = threading.Event()\n"
        "    threading.Thread(target=end.wait).start()  # so that nothing is forked\n"
        "    settings = replace(Config.DEFAULT.apply(find_config(['.'])), workers=2)\n"
        "    print([f.code for f in check_paths(['engine.py', 'huge.py'], settings).findings])\n"
        "    end.set()\n"
    )
    command = [sys.executable, "driver.py"]
    result = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=180)
    assert (result.stdout, result.stderr) == ("['LT101', 'MY001']\n", "")


def test_its_manual(project):
    code, out, _ = lintrain(project, "rule", "MY001")
    assert code == 0
    assert "huge-clip-threshold (MY001)" in out
    assert "A fix is available." in out
    assert "readthedocs" not in out
    assert "MY001" in lintrain(project, "rule", "--all")[1]


def test_a_run_with_the_observer(project):
    (project / "train.py").write_text(SCRIPT)
    code, out, errors = lintrain(project, "smoke", "--steps", "2", "--output-format", "json", "train.py")
    assert code == 1, errors
    assert [(f["code"], f["location"]["row"]) for f in json.loads(out)] == [("MY001", 9)]
    assert found(project) == []  # the source does not show it


def test_the_server(project):
    uri = (project / "huge.py").as_uri()
    editor = Editor(project)
    (told,) = editor.open(uri, HUGE)
    assert told["code"] == "MY001"
    assert "codeDescription" not in told
    fix, ignore = editor.actions(uri, told["range"], "quickfix")
    assert fix["title"] == "Clip at 1.0 (unsafe)"
    assert ignore["title"] == "Ignore huge-clip-threshold on this line"
    manual = editor.hover(uri, 4, 60)
    assert manual is not None
    assert "# huge-clip-threshold (MY001)" in manual["contents"]["value"]
    assert editor.close() == (0, "")


def test_the_tests_of_the_template(project):
    """They check, and fix."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]
    result = subprocess.run(
        [*command, f"--rootdir={TEMPLATE}", str(TEMPLATE / "tests")],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=project,
    )
    assert "4 passed" in result.stdout, result.stdout


@pytest.mark.parametrize(
    ("modules", "told"),
    [
        ({}, "the plug-in `broken` has none of rules, fixers, dialects, observers"),
        ({"rules__one": "import nowhere_at_all\n"}, "ModuleNotFoundError: No module named 'nowhere_at_all'"),
        ({"fixers__one": "def fix(:\n"}, "SyntaxError"),
        (
            {"rules__clip_after_step": "CLASH"},
            "`clip-after-step` (AB001) is taken by lintrain.rules.clip_after_",
        ),
        ({"rules__other": "CLASH"}, "`clip-after-step` stands in a module of another name"),
        ({"rules__clip_after_step": "CODE"}, "`LT999` is no code such as MY001, and LT is not free"),
    ],
    ids=["empty", "raises", "no Python", "name", "module", "code"],
)
def test_what_cannot_be_used_stops_everything(tmp_path, monkeypatch, modules, told):
    rule = (TEMPLATE / "my_rules/rules/huge_clip_threshold.py").read_text()
    rule = rule.replace('"huge-clip-threshold"', '"clip-after-step"')
    texts = {"CLASH": rule.replace("MY001", "AB001"), "CODE": rule.replace("MY001", "LT999")}
    pack(tmp_path / "packages", **{name: texts.get(text, text) for name, text in modules.items()})
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "packages"))
    (tmp_path / "lintrain.toml").write_text('plugins = ["broken"]\n')
    (tmp_path / "huge.py").write_text(HUGE)
    code, out, errors = lintrain(tmp_path, "check")
    assert (code, out) == (2, "")
    assert told in errors
    if "one" in str(modules):
        assert "error: Traceback" in errors or "SyntaxError" in errors
        assert f"{os.sep}one.py" in errors


def test_what_merely_lies_there_is_not_run(tmp_path):
    pack(tmp_path, rules__one="open('executed', 'w')\n")
    (tmp_path / "lintrain.toml").write_text('plugins = ["broken"]\n')
    code, _, errors = lintrain(tmp_path, "check")
    assert code == 2
    assert "the plug-in `broken` is not installed where lintrain is" in errors
    assert not (tmp_path / "executed").exists()


def test_a_folder_that_is_checked_names_no_code(project):
    inner = project / "downloaded"
    inner.mkdir()
    (project / "lintrain.toml").rename(inner / "lintrain.toml")
    (inner / "huge.py").write_text(HUGE)
    code, out, errors = lintrain(project, "check", "downloaded")
    assert (code, out) == (2, "")
    assert (
        "lintrain.toml:1: `plugins` is followed only in the configuration of the working directory" in errors
    )
    assert found(inner) == [("huge.py", "MY001")]
    (inner / "deeper").mkdir()
    assert found(inner / "deeper", "..") == [("huge.py", "MY001")]
