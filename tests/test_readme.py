"""The README and its like: what is generated is current, what is promised works, what is linked exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import pytest

from lintrain.config import Config, read_config

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("*/README.md")])

GENERATED = [("docs/picture.py", "docs/check.svg"), ("docs/readme.py", "README.md")]

TRAINING = """\
import torch
from torch.nn.utils import clip_grad_norm_

model = torch.nn.Linear(2, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(model(x), y).backward()
"""


def run(*command: str | Path, cwd: Path = ROOT, stdin: str = "") -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, *map(str, command)],
        cwd=cwd, env=environment, input=stdin, capture_output=True, encoding="utf-8", timeout=300,
    )  # fmt: skip


def block(name: str) -> str:
    """Return what the README says between two markers."""
    return README.partition(f"<!-- {name} -->\n")[2].partition(f"<!-- /{name} -->\n")[0]


def command(name: str) -> str:
    found = re.fullmatch(r"```sh\n(.+)\n```\n", block(name))
    assert found, f"{name} is not one command"
    return found[1]


def snippets(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


# What is generated


@pytest.mark.parametrize(("script", "path"), GENERATED)
def test_what_is_generated_is_current(script: str, path: str) -> None:
    done = run(script, "--check")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


@pytest.mark.parametrize(("script", "path"), GENERATED)
def test_that_check_can_fail_and_be_put_right(script: str, path: str, tmp_path: Path) -> None:
    for folder in ("docs", "benchmarks", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "README.md", tmp_path)
    stale = tmp_path / path
    before, word, after = stale.read_text(encoding="utf-8").rpartition("clip-without-unscale")
    assert word
    stale.write_text(f"{before}{after}", encoding="utf-8")
    done = run(script, "--check", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr == f"{path} is out of date: run `python {script}`\n"
    assert run(script, cwd=tmp_path).returncode == 0
    assert stale.read_bytes() == (ROOT / path).read_bytes()


# The two commands


def test_the_first_command_installs_and_checks_the_examples() -> None:
    assert command("try").startswith("python3 -m venv .venv && .venv/bin/pip install .")
    done = run("-m", *command("try").rpartition(".venv/bin/")[2].split())
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == block("expected").splitlines()[1:-1]


def test_the_second_command_installs_what_the_tests_need() -> None:
    pinned = re.search(r'"(torch==[\d.]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert pinned
    assert command("test").split(" && ") == [
        "python3 -m venv .venv",
        f".venv/bin/pip install {pinned[1]}",
        ".venv/bin/pip install -e '.[dev]'",
        ".venv/bin/pytest -n 2",
    ]


@pytest.mark.parametrize("name", ["try", "test"])
def test_ci_runs_the_commands_of_the_readme(name: str) -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert os.access(ROOT / ".ci/run", os.X_OK)
    assert f'"$(readme {name})"' in script
    reader = re.search(r"^readme\(\) \{$.*?^\}$", script, re.DOTALL | re.MULTILINE)
    assert reader
    program = f"scratch=/scratch\n{reader[0]}\nreadme {name}"
    text = subprocess.check_output(["bash", "-euc", program], cwd=ROOT, encoding="utf-8")
    assert text.rstrip("\n") == command(name).replace(".venv", f"/scratch/{name}")


# The examples


def planted(path: Path) -> dict[str, int]:
    """Return the rules whose mistakes are marked in an example, each with the row of its mark."""
    rows = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    return {found[1]: row for row, line in rows if (found := re.search(r"# planted: ([\w-]+)$", line))}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_what_is_planted_is_found_and_has_a_safe_fix(path: Path) -> None:
    found = json.loads(run("-m", "lintrain", "check", "--output-format=json", path).stdout)
    marks = planted(path)
    assert sorted(finding["name"] for finding in found) == sorted(marks)
    assert {finding["location"]["row"] - marks[finding["name"]] for finding in found} <= {0, 1}
    assert {finding["fix"]["applicability"] for finding in found} == {"safe"}


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_the_table_of_examples_says_what_is_planted(path: Path) -> None:
    text = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
    (row,) = (line for line in text.splitlines() if line.startswith(f"| `{path.name}` |"))
    assert sorted(re.findall(r"`([\w-]+)`", row)) == sorted(planted(path))


@pytest.mark.slow
def test_the_repair_is_worth_it(tmp_path: Path) -> None:
    """The README gives the two accuracies."""
    script = shutil.copy(ROOT / "examples" / "classification_amp.py", tmp_path)
    before = accuracy(run(script).stdout)
    assert run("-m", "lintrain", "fix", script).returncode == 0
    assert before < 0.25
    assert accuracy(run(script).stdout) > 0.95


def accuracy(output: str) -> float:
    return float(output.split()[-1])


# What is promised


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
    assert [link for link in links if not leads_somewhere(page, *link.partition("#")[::2])] == []


def leads_somewhere(page: Path, file: str, heading: str) -> bool:
    target = page.parent / file if file else page
    return target.exists() and (not heading or heading in headings(target))


def headings(page: Path) -> set[str]:
    """Return the anchors of a page."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).replace(" ", "-").lower() for title in titles}


def test_the_flags_exist() -> None:
    commands = ("check", "fix", "rule", "smoke", "clean")
    texts = [run("-m", "lintrain", name, "--help").stdout for name in commands]
    others = {"--epochs", "--nproc-per-node"}  # of the scripts that `smoke` runs
    prose = README.replace(block("try"), "").replace(block("test"), "")
    ours = set(re.findall(r"--[a-z][a-z-]+", "".join(texts)))
    assert set(re.findall(r"--[a-z][a-z-]+", prose)) <= ours | others


def test_the_configuration_is_complete_and_can_be_read(tmp_path: Path) -> None:
    (toml,) = snippets("toml")
    (tmp_path / "pyproject.toml").write_text(toml, encoding="utf-8")
    config = read_config(str(tmp_path / "pyproject.toml"))
    assert config
    assert [field.name for field in fields(Config) if getattr(config, field.name) is None] == []


def test_the_comments_silence() -> None:
    (python,) = snippets("python")
    source = TRAINING + textwrap.indent(python, "    ")
    silenced = run("-m", "lintrain", "check", "--isolated", "-", stdin=source)
    assert (silenced.returncode, silenced.stderr) == (0, "")
    assert silenced.stdout.endswith("2 findings suppressed by comments.\n")
    heard = run("-m", "lintrain", "check", "--isolated", "--no-ignores", "-", stdin=source)
    assert heard.returncode == 1


def test_the_hooks_exist() -> None:
    text = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    (snippet,) = (text for text in snippets("yaml") if "repos:" in text)
    assert re.findall(r"id: (\S+) # or (\S+),", snippet) == [tuple(re.findall(r"- id: (\S+)", text))]


def test_the_version_is_the_installed_one() -> None:
    assert set(re.findall(r"\bv(\d+\.\d+\.\d+)\b", README)) == {version("lintrain")}
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)[0] == version("lintrain")
