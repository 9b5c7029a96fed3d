"""Scripts that fail, hang, fork, swallow and replace: a clear message, what was seen, nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
import torch
from smoked import BAD, environment, script, smoke

NOTHING = "Nothing could be watched.\n"


def lines(text: str) -> list[str]:
    """Return what was said, without the first line, which says what the run is kept from."""
    return text.splitlines()[1:]


def alive(mark: str) -> list[str]:
    """Return the processes whose command line holds ``mark``, as long as it takes them to go."""
    for _ in range(40):
        found = []
        for folder in Path("/proc").iterdir():
            try:
                command = (folder / "cmdline").read_bytes() if folder.name.isdecimal() else b""
            except OSError:
                continue
            if mark.encode() in command and folder.name != str(os.getpid()):
                found.append(command.replace(b"\0", b" ").decode())
        if not found:
            return []
        time.sleep(0.05)
    return found


# It cannot run


def test_a_missing_script(tmp_path: Path) -> None:
    done = smoke("nowhere.py", cwd=tmp_path)
    assert (done.code, done.out, done.err) == (2, "", "error: nowhere.py: does not exist\n")


def test_a_notebook(tmp_path: Path) -> None:
    (tmp_path / "train.ipynb").write_text("{}")
    done = smoke("train.ipynb", cwd=tmp_path)
    assert (done.code, done.err) == (2, "error: train.ipynb: cannot be run: it is a notebook\n")


def test_a_missing_module(tmp_path: Path) -> None:
    done = smoke("-m", "nowhere", cwd=tmp_path)
    assert (done.code, done.out) == (2, NOTHING)
    assert done.err.endswith("No module named nowhere\nerror: nowhere: failed: it ended with exit code 1\n")


def test_a_syntax_error(tmp_path: Path) -> None:
    script(tmp_path, "import os\ndef f(:\n", head="")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.out) == (2, NOTHING)
    assert lines(done.err)[0] == f'  File "{tmp_path}/train.py", line 2'
    assert (
        lines(done.err)[-1] == "error: train.py:2:1: failed: SyntaxError: invalid syntax (train.py, line 2)"
    )


def test_no_torch_in_this_interpreter(tmp_path: Path) -> None:
    (tmp_path / "train.py").touch()
    program = (
        "import sys; sys.modules['torch'] = None; from lintrain.cli import main; main(['smoke', 'train.py'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 2
    why = f"{sys.executable} has no torch (pip install 'lintrain[runtime]')"
    assert done.stderr == f"error: train.py: cannot be watched: {why}\n"


# It fails


def test_an_exception_is_told_with_what_was_seen_before(tmp_path: Path) -> None:
    body = """\
        for n in range(9):
            loss().backward()
            optimizer.step()
            if n == 3:
                raise ValueError("out of luck")
        """
    script(tmp_path, body)
    done = smoke("train.py", cwd=tmp_path)
    assert done.code == 2
    assert lines(done.err) == [
        "Traceback (most recent call last):",
        f'  File "{tmp_path}/train.py", line 26, in <module>',
        '    raise ValueError("out of luck")',
        "ValueError: out of luck",
        "error: train.py:26:1: failed: ValueError: out of luck",
    ]
    assert "error[LT103]" in done.out and "seen at step 1, and 2 times more\n" in done.out
    assert done.out.endswith("Watched 4 optimizer steps of train.py on cpu: 1 error in 1 file.\n")


@pytest.mark.parametrize(
    ("code", "problem"), [("0", ""), ("3", "error: train.py: failed: it ended with exit code 3")]
)
def test_sys_exit_inside(tmp_path: Path, code: str, problem: str) -> None:
    script(tmp_path, f"step()\nsys.exit({code})\n")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, lines(done.err)) == (2 if problem else 0, [problem] if problem else [])
    then = " until then" if problem else ""
    assert done.out == f"Watched 1 optimizer step of train.py on cpu: nothing found{then}.\n"


def test_a_process_that_is_killed_has_told_what_it_saw(tmp_path: Path) -> None:
    script(
        tmp_path, "for _ in range(3):\n    loss().backward()\n    optimizer.step()\nos.kill(os.getpid(), 9)\n"
    )
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, lines(done.err)) == (2, ["error: train.py: was ended by signal 9 (SIGKILL)"])
    assert "LT103" in done.out and "Watched 3 optimizer steps" in done.out


# It never steps


def test_without_torch_there_is_nothing_to_watch(tmp_path: Path) -> None:
    script(tmp_path, "print('hello')\n", head="")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.out) == (2, NOTHING)
    assert lines(done.err) == [
        "hello",
        "error: train.py: ended without importing torch: there was nothing to watch",
    ]


def test_it_never_steps(tmp_path: Path) -> None:
    script(tmp_path, "for _ in range(2):\n    loss().backward()\n")
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, done.out) == (2, NOTHING)
    why = "ended without an optimizer step that could be seen, only 2 forward and 2 backward passes"
    assert lines(done.err) == [f"error: train.py: {why}"]


# It does not end


def test_a_hang_before_the_first_step(tmp_path: Path) -> None:
    script(tmp_path, "import time\n\n\ndef load():\n    time.sleep(60)\n\n\nload()\n", head="")
    began = time.monotonic()
    done = smoke("--timeout", "4", "train.py", cwd=tmp_path)
    assert time.monotonic() - began < 30  # on a busy machine
    assert (done.code, done.out) == (2, NOTHING)
    assert lines(done.err) == [
        "error: train.py:5:1: ran out of time (4 s) before the first optimizer step; it stood here, in `load`"
    ]
    assert alive(str(tmp_path)) == []


SWALLOWS = """\
    while True:
        try:
            step()
        except BaseException:
            pass
    """

HANGS = """\
    import time
    try:
        while True:
            step()
    finally:
        time.sleep(60)
    """


FAILS = """\
    try:
        while True:
            step()
    finally:
        raise ValueError("stopped too early")
    """


@pytest.mark.parametrize("body", [SWALLOWS, HANGS, FAILS], ids=["swallows", "hangs", "fails"])
def test_whoever_does_not_stop_is_stopped(tmp_path: Path, body: str) -> None:
    script(tmp_path, body)
    done = smoke("--steps", "3", "train.py", cwd=tmp_path)
    assert done.code == 0 and "error: " not in done.err.replace("ValueError: ", "")
    assert "optimizer steps of train.py on cpu: nothing found.\n" in done.out
    assert alive(str(tmp_path)) == []


def test_ctrl_c_ends_all_processes(tmp_path: Path) -> None:
    body = """\
        import subprocess, sys, time
        sleep = [sys.executable, "-c", "import time; time.sleep(61)", HERE]
        subprocess.Popen(sleep)
        subprocess.Popen(sleep, start_new_session=True)
        print("ready", flush=True)
        time.sleep(60)
        """
    script(tmp_path, textwrap.dedent(body), head=f"HERE = {str(tmp_path)!r}\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "lintrain", "smoke", "train.py"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stderr is not None
    while b"ready" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (130, b"", b"\nInterrupted.\n")
    assert alive(str(tmp_path)) == []


# It does strange things


def test_forked_processes_tell_their_own_and_nothing_twice(tmp_path: Path) -> None:
    body = """\
        def bad():
            loss().backward()
            optimizer.step()

        bad()
        bad()
        if os.fork() == 0:
            bad()
            os._exit(0)
        os.wait()
        """
    script(tmp_path, body)
    done = smoke("train.py", cwd=tmp_path)
    assert done.code == 1 and "seen at step 1, and 1 time more\n" in done.out
    assert done.out.endswith("Watched 2 optimizer steps of train.py on cpu: 1 error in 1 file.\n")


def test_data_loader_workers_are_no_runs(tmp_path: Path) -> None:
    body = """\
        data = torch.utils.data.DataLoader(torch.randn(64, 4), batch_size=8, num_workers=1)
        for batch in data:
            optimizer.zero_grad()
            model(batch).sum().backward()
            optimizer.step()
        """
    script(tmp_path, body)
    done = smoke("train.py", cwd=tmp_path)
    assert (done.code, lines(done.err)) == (0, [])
    assert done.out == "Watched 8 optimizer steps of train.py on cpu: nothing found.\n"


def test_whoever_replaces_optimizer_step_is_not_taken_for_good(tmp_path: Path) -> None:
    body = """\
        class Own(torch.optim.SGD):
            def step(self, closure=None):
                with torch.no_grad():
                    for p in model.parameters():
                        p -= 0.1 * p.grad

        torch.optim.Optimizer.step = Own.step
        optimizer = Own(model.parameters(), lr=0.1)
        for _ in range(3):
            loss().backward()
            optimizer.step()
        """
    script(tmp_path, body)
    done = smoke("train.py", cwd=tmp_path)
    assert done.code == 1 and "LT103" in done.out and "Watched 3 optimizer steps" in done.out


def test_spawned_ranks_are_one_report(tmp_path: Path) -> None:
    text = """\
def train(rank):
    os.environ["RANK"] = str(rank)
    for _ in range(100):
        loss().backward()
        optimizer.step()


if __name__ == "__main__":
    torch.multiprocessing.spawn(train, nprocs=2)
    print("both are back")
"""
    script(tmp_path, text)
    done = smoke("--steps", "4", "train.py", cwd=tmp_path)
    assert (done.code, lines(done.err)) == (1, ["both are back"])
    assert "seen at step 1, and 5 times more; ranks 0, 1\n" in done.out
    assert done.out.endswith("Watched 4 optimizer steps of train.py on cpu, 2 ranks: 1 error in 1 file.\n")


COLLECTIVE = """\
def train(rank):
    os.environ.update(RANK=str(rank), WORLD_SIZE="2", MASTER_ADDR="127.0.0.1", MASTER_PORT="29632")
    torch.distributed.init_process_group("gloo")
    if rank == 1:
        torch.distributed.barrier()  # rank 0 has its steps by itself, and never comes
    for _ in range(100):
        step()
    torch.distributed.barrier()


if __name__ == "__main__":
    torch.multiprocessing.spawn(train, nprocs=2)
"""


GROUP = """\
def train(rank):
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT="29634")
    torch.distributed.init_process_group("gloo", rank=rank, world_size=2)
    for _ in range(4):
        loss().backward()
        optimizer.step()
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    torch.multiprocessing.spawn(train, nprocs=2)
"""


@pytest.mark.skipif(not torch.distributed.is_gloo_available(), reason="torch was built without gloo")
def test_a_rank_is_remembered_when_its_group_is_gone(tmp_path: Path) -> None:
    script(tmp_path, GROUP)
    done = smoke("--steps", "9", "train.py", cwd=tmp_path)
    assert "; ranks 0, 1\n" in done.out
    assert done.out.endswith("Watched 4 optimizer steps of train.py on cpu, 2 ranks: 1 error in 1 file.\n")


@pytest.mark.skipif(not torch.distributed.is_gloo_available(), reason="torch was built without gloo")
def test_a_rank_that_waits_for_one_that_was_stopped_is_no_failure(tmp_path: Path) -> None:
    script(tmp_path, COLLECTIVE)
    done = smoke("--steps", "3", "train.py", cwd=tmp_path)
    assert done.code == 0 and "error: train.py" not in done.err
    assert done.out == "Watched 3 optimizer steps of train.py on cpu: nothing found.\n"
    assert alive(str(tmp_path)) == []


def test_torchrun_workers_are_watched(tmp_path: Path) -> None:
    script(tmp_path, BAD, head="")
    arguments = ("--nproc-per-node", "1", "--master-port", "29631", "train.py")
    done = smoke("--steps", "3", "-m", "torch.distributed.run", *arguments, cwd=tmp_path)
    assert done.code == 1 and "train.py:23:5" in done.out and "; rank 0\n" in done.out
