"""Every case says by itself what must be found in it, and what fixing makes of it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*.py"))


def lintrain(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run lintrain with this pack, in a folder of its own."""
    (folder / "lintrain.toml").write_text('plugins = ["my_rules"]\nselect = ["MY"]\n')
    command = [sys.executable, "-m", "lintrain", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_what_is_marked_is_found_and_nothing_else(case: Path, tmp_path: Path) -> None:
    rows = case.read_text().splitlines()
    marked = [
        (row, name)
        for row, text in enumerate(rows, 1)
        for name in text.partition("# error: ")[2].split(", ")
        if name
    ]
    (tmp_path / "case.py").write_text(case.read_text())
    result = lintrain(tmp_path, "check", "--output-format", "json", "case.py")
    found = [(each["location"]["row"], each["name"]) for each in json.loads(result.stdout)]
    assert found == marked, result.stderr


@pytest.mark.parametrize(
    "case", [c for c in CASES if c.with_suffix(".fixed.py").exists()], ids=lambda p: p.stem
)
def test_fixing(case: Path, tmp_path: Path) -> None:
    text = "\n".join(row.partition("  # error: ")[0] for row in case.read_text().split("\n"))
    (tmp_path / "case.py").write_text(text)
    lintrain(tmp_path, "fix", "--unsafe-fixes", "case.py")
    assert (tmp_path / "case.py").read_text() == case.with_suffix(".fixed.py").read_text()
