"""``lintrain smoke``: the real command on real trainings; what it says, and its exit code."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from smoked import BAD, GOOD, environment, script, smoke

FOUND = """\
error[LT103] missing-zero-grad: gradients are added to those of the previous step, which were never cleared
  --> train.py:23:5
   |
22 | for _ in range(100):
23 |     loss().backward()
   |     ^^^^^^^^^^^^^^^^^
24 |     optimizer.step()
   |     ---------------- this step uses the gradients and leaves them in place
   |
seen at step 1, and 18 times more
help: Call `optimizer.zero_grad()` once between a step and the next backward.

Watched 20 optimizer steps of train.py on cpu: 1 error in 1 file.
"""

KEPT = (
    "What is written goes to a scratch copy; switched off: "
    "Weights & Biases, MLflow, Comet, Neptune, ClearML, SwanLab, Hugging Face Hub.\n"
)


def test_a_good_training(tmp_path: Path) -> None:
    script(tmp_path, GOOD, head="")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.err) == (0, KEPT)
    assert done.out == "Watched 20 optimizer steps of train.py on cpu: nothing found.\n"


def test_a_mistake_is_told_as_check_tells_it(tmp_path: Path) -> None:
    script(tmp_path, BAD, head="")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (1, FOUND, KEPT)


def test_what_the_script_prints_stays_apart_and_json_is_json(tmp_path: Path) -> None:
    body = """\
        print("to stdout", flush=True)
        print("to stderr", file=sys.stderr, flush=True)
        os.write(1, b"\\xff raw \\x1b[31m\\r\\n")
        for _ in range(3):
            loss().backward()
            optimizer.step()
        """
    script(tmp_path, body)
    done = smoke("--output-format", "json", "--steps", "3", "train.py", cwd=tmp_path)
    (finding,) = json.loads(done.out)
    assert finding["code"] == "LT103" and finding["filename"] == str(tmp_path / "train.py")
    assert finding["runtime"] == {"step": 1, "times": 2, "ranks": []}
    assert finding["location"] == {"row": 26, "column": 5}
    assert done.err == (
        f"{KEPT}to stdout\nto stderr\n\\xff raw \x1b[31m\r\n"
        "Watched 3 optimizer steps of train.py on cpu: 1 error in 1 file.\n"
    )
    assert done.code == 1


def test_the_report_into_a_file(tmp_path: Path) -> None:
    script(tmp_path, BAD, head="")
    done = smoke("-o", "report.txt", "--output-format=concise", "--exit-zero", "train.py", cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert (tmp_path / "report.txt").read_text() == (
        "train.py:23:5: LT103 missing-zero-grad "
        "gradients are added to those of the previous step, which were never cleared\n"
        "Watched 20 optimizer steps of train.py on cpu: 1 error in 1 file.\n"
    )


def test_arguments_reach_the_script_untouched(tmp_path: Path) -> None:
    given = ["--steps", "7", "-m", "--", "--", "a b", "--output-format=json", "-"]
    script(tmp_path, f"assert sys.argv == {['train.py', *given]!r}, sys.argv\nstep()\n")
    assert smoke("train.py", *given, cwd=tmp_path).code == 0


def test_arguments_after_a_separator(tmp_path: Path) -> None:
    script(tmp_path, "assert sys.argv[1:] == ['--epochs', '1'], sys.argv\nstep()\n")
    assert smoke("--", "train.py", "--epochs", "1", cwd=tmp_path).code == 0


def test_a_module_in_a_package_with_its_siblings_and_data(tmp_path: Path) -> None:
    (tmp_path / "data.txt").write_text("7")
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "__init__.py").touch()
    (tmp_path / "package" / "rate.py").write_text("def rate():\n    return float(open('data.txt').read())\n")
    script(
        tmp_path,
        "from .rate import rate\nassert rate() == 7 and __name__ == '__main__'\nstep()\n",
        "package/train.py",
    )
    done = smoke("-m", "package.train", cwd=tmp_path)
    assert (done.code, done.out) == (0, "Watched 1 optimizer step of package.train on cpu: nothing found.\n")


def test_a_script_elsewhere_finds_its_siblings_and_data_beside_the_folder(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    script(there, "import sibling\nassert open('../there/data.txt').read() == 'data'\nstep()\n")
    (there / "sibling.py").touch()
    (there / "data.txt").write_text("data")
    assert smoke("../there/train.py", cwd=here).code == 0


def test_comments_silence_a_finding(tmp_path: Path) -> None:
    comment = "# lintrain: ignore[missing-zero-grad] on purpose"
    script(tmp_path, f"for _ in range(3):\n    loss().backward()  {comment}\n    optimizer.step()\n")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.out) == (
        0,
        "Watched 3 optimizer steps of train.py on cpu: nothing found.\n1 finding suppressed by comments.\n",
    )


def test_selection_in_the_configuration(tmp_path: Path) -> None:
    script(tmp_path, BAD, head="")
    (tmp_path / "lintrain.toml").write_text('[per-file-ignores]\n"train.py" = ["LT103"]\n')
    assert smoke("train.py", cwd=tmp_path).code == 0


def test_selection_on_the_command_line(tmp_path: Path) -> None:
    script(tmp_path, BAD, head="")
    assert smoke("--ignore", "LT103", "--steps", "3", "train.py", cwd=tmp_path).code == 0


def test_standard_input_reaches_the_script(tmp_path: Path) -> None:
    script(tmp_path, "assert sys.stdin.read() == 'typed'\nstep()\n")
    assert smoke("train.py", cwd=tmp_path, stdin="typed").code == 0


def test_compilation_is_off_unless_kept(tmp_path: Path) -> None:
    body = """\
        import torch._dynamo
        seen = []
        def backend(graph, inputs):
            seen.append(graph)
            return graph
        compiled = torch.compile(model, backend=backend)
        nn.functional.cross_entropy(compiled(x), y).backward()
        optimizer.step()
        print("compiled", len(seen))
        """
    script(tmp_path, body)
    assert "compiled 0\n" in smoke("train.py", cwd=tmp_path).err


def test_no_device_is_an_error(tmp_path: Path) -> None:
    import torch

    if torch.cuda.is_available():
        pytest.skip("there is one")
    script(tmp_path, GOOD, head="")
    done = smoke("--device", "cuda", "train.py", cwd=tmp_path)
    assert (done.code, done.out) == (2, "Nothing could be watched.\n")
    assert done.err == f"{KEPT}error: train.py: cannot be watched: no CUDA device is available\n"


def test_the_users_own_sitecustomize_still_runs(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text("import sys\nsys.mine = True\n")
    script(
        tmp_path, "assert sys.mine\nassert sum(p.endswith('site') for p in sys.path) == 1, sys.path\nstep()\n"
    )
    assert smoke("train.py", cwd=tmp_path, PYTHONPATH="site").code == 0


def test_a_terminal_shows_the_scripts_lines_dimly_above_a_bar(tmp_path: Path) -> None:
    script(tmp_path, "print('first\\rlast')\nfor _ in range(3):\n    step()\nimport time; time.sleep(0.3)\n")
    controller, terminal = pty.openpty()
    done = subprocess.Popen(
        [sys.executable, "-m", "lintrain", "smoke", "--output-format", "concise", "train.py"],
        cwd=tmp_path, env=environment(TERM="xterm"), stdout=subprocess.PIPE, stderr=terminal,
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    with contextlib.suppress(OSError):  # the other end is closed
        while data := os.read(controller, 4096):
            shown += data
    out, _ = done.communicate(timeout=30)
    os.close(controller)
    assert (done.returncode, out) == (0, b"Watched 3 optimizer steps of train.py on cpu: nothing found.\n")
    assert b"\x1b[2mlast" in shown and b"first" not in shown
    assert b"Optimizer steps" in shown and b"3/20" in shown


def test_help_says_where_the_output_goes(tmp_path: Path) -> None:
    done = smoke("--help", cwd=tmp_path)
    assert done.code == 0 and "[OPTIONS] SCRIPT [ARGS]..." in done.out


LOADED = """\
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
torch.set_num_threads(1)
loader = DataLoader(TensorDataset(torch.randn(256, 4), torch.randint(0, 2, (256,))), 8, shuffle=True)
model = nn.Sequential(nn.Linear(4, 64), nn.ReLU(), nn.Linear(64, 2))
optimizer = torch.optim.SGD(model.parameters(), lr={rate})
for _ in range(2):
    for x, y in loader:
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
"""


@pytest.mark.parametrize(("rate", "found"), [("0.5", []), ("1e-9", ["cannot-overfit-one-batch"])])
def test_one_batch_has_to_be_learned_by_heart(tmp_path: Path, rate: str, found: list[str]) -> None:
    script(tmp_path, LOADED.replace("{rate}", rate), head="")
    done = smoke("--overfit-one-batch", "--steps=40", "--output-format=json", "train.py", cwd=tmp_path)
    assert [each["name"] for each in json.loads(done.out)] == found, done.err
