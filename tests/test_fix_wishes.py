"""What users say about fixes: which ones, how far they are trusted, and one by one."""

from __future__ import annotations

from pathlib import Path
from textwrap import indent

import pytest
from notebooks import LOOP, SETUP, lintrain, notebook

ROWS = LOOP.splitlines(keepends=True)
CLIP, CLEAR = ROWS[-1], ROWS[1]


def program(first: str, second: str) -> str:
    bodies = [f"def {name}(loader):\n" + indent(loop, "    ") for name, loop in (("a", first), ("b", second))]
    return "\n\n".join([SETUP, *bodies])


UNCLEARED = LOOP.replace(CLEAR, "").replace(CLIP, "")
REPAIRED = LOOP.replace("    optimizer.step()\n" + CLIP, CLIP + "    optimizer.step()\n")
CLEARS = LOOP.replace(CLIP, "")
BOTH = program(LOOP, UNCLEARED)
CLIPPED = program(REPAIRED, UNCLEARED)
CLEARED = program(LOOP, CLEARS)
CLEAN = program(REPAIRED, CLEARS)


def fix(folder: Path, *arguments: str, said: str = "") -> tuple[int, str, str]:
    done = lintrain("fix", "--isolated", *arguments, cwd=folder, stdin=said.encode())
    assert not done[2]
    return done[0], done[1], (folder / "a.py").read_text()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_text(BOTH)
    return tmp_path


# Which


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--fixable", "missing-zero-grad"), CLEARED),
        (("--unfixable", "LT101"), CLEARED),
        (("--fixable", "LT1", "--unfixable", "LT103"), CLIPPED),
        (("--fixable", "ALL", "--unfixable", "order"), BOTH),
        (("--unfixable", "LT1", "--fixable", "LT101"), CLIPPED),
    ],
)
def test_which_rules_are_fixed(folder: Path, arguments: tuple[str, ...], expected: str) -> None:
    exit_code, out, text = fix(folder, *arguments)
    assert (exit_code, text) == (1, expected)
    assert "no fix: the configuration makes this rule unfixable\n" in out


def test_unknown_rules(folder: Path) -> None:
    exit_code, _, err = lintrain("fix", "--isolated", "--unfixable", "LT1003", cwd=folder)
    assert exit_code == 2
    assert "unknown rule `LT1003`. Did you mean `LT103`?" in err


def configured(folder: Path, settings: str, *arguments: str) -> tuple[int, str, str]:
    (folder / "lintrain.toml").write_text(settings)
    return lintrain(*arguments, cwd=folder)


def test_the_configuration(folder: Path) -> None:
    exit_code, _, _ = configured(folder, 'unfixable = ["clip-after-step"]\n', "fix")
    assert (exit_code, (folder / "a.py").read_text()) == (1, CLEARED)


def test_the_command_line_has_the_last_word(folder: Path) -> None:
    settings = 'fixable = ["LT103"]\n'
    assert configured(folder, settings, "fix", "--fixable=LT101")[0] == 1
    assert (folder / "a.py").read_text() == CLIPPED


# How far they are trusted


def test_what_the_configuration_calls_unsafe_is_asked_for(folder: Path) -> None:
    settings = 'extend-unsafe-fixes = ["clip-after-step"]\n'
    exit_code, out, _ = configured(folder, settings, "fix")
    assert (exit_code, (folder / "a.py").read_text()) == (1, CLEARED)
    assert "unsafe fix: Clip before the step\nnote: The configuration calls it unsafe.\n" in out
    assert "1 finding fixable with `--unsafe-fixes`.\n" in out
    assert configured(folder, settings, "fix", "--unsafe-fixes")[0] == 0


RESUMED = """\
import torch

model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.LayerNorm(4))
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
optimizer.load_state_dict(torch.load("optimizer.pt"))
for x in loader:
    optimizer.zero_grad()
    model(x).sum().backward()
    optimizer.step()
"""


@pytest.mark.parametrize(
    ("settings", "exit_code"),
    [
        ("", 1),
        ('extend-safe-fixes = ["weight-decay-on-norm"]\n', 0),
        ('extend-safe-fixes = ["ALL"]\nextend-unsafe-fixes = ["LT501"]\n', 1),
    ],
)
def test_what_the_configuration_calls_safe_is_applied(folder: Path, settings: str, exit_code: int) -> None:
    (folder / "a.py").write_text(RESUMED)
    assert configured(folder, settings, "fix")[0] == exit_code
    assert ("ndim" in (folder / "a.py").read_text()) is not exit_code


def test_wrong_settings(folder: Path) -> None:
    exit_code, _, err = configured(folder, 'extend-safe-fixes = ["nothing"]\n', "check")
    assert exit_code == 2
    assert "`extend-safe-fixes`: unknown rule `nothing`" in err


# One by one

QUESTION = "Apply this fix [y,n,a,q,?]? "


@pytest.mark.parametrize(
    ("said", "expected", "asked"),
    [
        ("y\ny\n", CLEAN, 2),
        ("y\nn\n", CLIPPED, 2),
        ("n\ny\n", CLEARED, 2),
        ("n\nn\n", BOTH, 2),
        ("yes\nno\n", CLIPPED, 2),
        ("all\n", CLEAN, 1),
        ("y\nq\n", CLIPPED, 2),
        ("quit\n", BOTH, 1),
        ("", BOTH, 1),
        ("y\n", CLIPPED, 2),
        ("?\nY\nwhat\nn\n", CLIPPED, 4),
    ],
)
def test_one_by_one(folder: Path, said: str, expected: str, asked: int) -> None:
    exit_code, out, text = fix(folder, "--interactive", said=said)
    assert text == expected
    assert out.count(QUESTION) == asked
    assert exit_code == (0 if expected == CLEAN else 1)
    assert ("y - apply this fix\n" in out) is ("?" in said)


def test_unsafe_fixes_are_asked_about_if_wanted(folder: Path) -> None:
    (folder / "a.py").write_text(RESUMED)
    assert QUESTION not in fix(folder, "-i", said="y\n")[1]
    exit_code, _, text = fix(folder, "-i", "--unsafe-fixes", said="y\n")
    assert exit_code == 0
    assert "ndim" in text


def test_a_notebook_one_by_one(tmp_path: Path) -> None:
    cells = (SETUP, f"def a(loader):\n{indent(LOOP, '    ')}", f"def b(loader):\n{indent(UNCLEARED, '    ')}")
    (tmp_path / "a.ipynb").write_text(notebook(*cells))
    done = lintrain("fix", "--isolated", "-i", cwd=tmp_path, stdin=b"n\ny\n")
    assert (done[0], done[1].count(QUESTION)) == (1, 2)
    cleared = cells[2].replace(indent(UNCLEARED, "    "), indent(CLEARS, "    "))
    assert (tmp_path / "a.ipynb").read_text() == notebook(*cells[:2], cleared)


@pytest.mark.parametrize("option", ["--diff", "--statistics", "--output-format=json", "-"])
def test_what_does_not_go_together(folder: Path, option: str) -> None:
    exit_code, _, err = lintrain("fix", "--isolated", "-i", option, cwd=folder)
    assert exit_code == 2
    assert "`--interactive` cannot be combined with" in err
