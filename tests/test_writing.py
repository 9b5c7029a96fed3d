"""Files are written whole or not at all, keep all that is not their content, and no other is touched."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
from stand_in.command import run

from lintrain.findings import Problem
from lintrain.source import writing
from lintrain.source.in_place import mend, unfinished
from lintrain.source.writing import sweep, write

LATE = "def train():\n    step()\n    clip(1.0)\n"
FIXED = "def train():\n    clip(1.0)\n    step()\n"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "a.py").write_bytes(b"old")
    return tmp_path / "a.py"


@pytest.fixture
def linked(path: Path) -> Path:
    """A file with a second name in another folder."""
    (path.parent / "other").mkdir()
    os.link(path, path.parent / "other" / "b.py")
    return path


def listing(folder: Path) -> list[str]:
    """Return all files, without what is kept of earlier runs."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if not path.is_dir())
    return sorted(str(path) for path in found if path.parts[0] != ".lintrain_cache")


# What is kept


def test_write_keeps_mode_and_link_and_leaves_nothing_behind(tmp_path):
    target = tmp_path / "real" / "a.py"
    target.parent.mkdir()
    target.write_bytes(b"old")
    target.chmod(0o751)
    os.utime(target, (0, 0))
    link = tmp_path / "link.py"
    link.symlink_to(target)
    assert write(str(link), b"old", b"new") is None
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o751
    assert target.stat().st_mtime > 1_000_000, "who looks at times sees that it has changed"
    assert os.listdir(target.parent) == ["a.py"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_write_keeps_the_owner(path):
    os.chown(path, 1234, 4321)
    assert write(str(path), b"old", b"new") is None
    assert (path.stat().st_uid, path.stat().st_gid) == (1234, 4321)


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="no extended attributes here")
def test_write_keeps_extended_attributes(path):
    try:
        os.setxattr(path, "user.note", b"mine")
    except OSError as error:
        pytest.skip(f"not on this file system: {error}")
    assert write(str(path), b"old", b"new") is None
    assert os.getxattr(path, "user.note") == b"mine"


@pytest.mark.parametrize("new", [b"new", b"longer than before", b""])
def test_hard_links_stay(linked, new):
    linked.chmod(0o640)
    before = linked.stat()
    assert write(str(linked), b"old", new) is None
    after = linked.stat()
    assert (after.st_ino, after.st_nlink, after.st_mode) == (before.st_ino, 2, before.st_mode)
    assert (linked.parent / "other" / "b.py").read_bytes() == new
    assert listing(linked.parent) == ["a.py", "other/b.py"]


def test_both_names_of_a_file_are_fixed_at_once(tmp_path):
    (tmp_path / "a.py").write_text(LATE)
    os.link(tmp_path / "a.py", tmp_path / "b.py")
    outcome = run("fix", cwd=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("Fixed a.py: 1 T101 late-clip\nFixed b.py: 1 T101 late-clip\n")
    assert (tmp_path / "b.py").read_text() == FIXED
    assert os.path.samefile(tmp_path / "a.py", tmp_path / "b.py")


# What is refused


def test_a_file_that_somebody_else_changed_is_left_alone(path):
    path.write_bytes(b"theirs")
    problem = write(str(path), b"old", b"new")
    assert problem == Problem(str(path), "cannot be written: it was changed while it was being checked")
    assert path.read_bytes() == b"theirs"
    path.unlink()
    assert write(str(path), b"old", b"new") == Problem(str(path), "does not exist")


@pytest.mark.parametrize("names", [1, 2])
def test_a_file_that_somebody_changes_at_the_last_moment_is_left_alone(path, monkeypatch, names):
    if names > 1:
        os.link(path, path.parent / "b.py")
    fsync = os.fsync

    def meanwhile(descriptor: int) -> None:
        path.write_bytes(b"theirs")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", meanwhile)
    problem = write(str(path), b"old", b"new")
    assert problem == Problem(str(path), "cannot be written: it was changed while it was being checked")
    assert path.read_bytes() == b"theirs"
    assert listing(path.parent) == ["a.py", "b.py"][:names]


def test_what_nobody_may_write_root_does_not_write_either(path):
    path.chmod(0o444)
    assert write(str(path), b"old", b"new") == Problem(str(path), "cannot be written: it is read-only")


@pytest.mark.parametrize("names", [1, 2])
@pytest.mark.parametrize("broken", ["replace", "fsync"])
def test_an_error_while_writing_leaves_the_old_file(path, monkeypatch, broken, names):
    if names > 1:
        os.link(path, path.parent / "b.py")

    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, broken, fail)
    assert write(str(path), b"old", b"new") == Problem(
        str(path), "cannot be written: No space left on device"
    )
    assert listing(path.parent) == ["a.py", "b.py"][:names]
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("after", [b"a longer one", b"no"])
def test_a_disk_that_is_full_in_the_middle_of_a_linked_file(linked, monkeypatch, after):
    """What was written of it is taken back."""
    written, real = [], os.write

    def once(descriptor: int, data: memoryview) -> int:
        written.append(bytes(data))
        if data == after and written.count(after) == 2:  # the first is its copy beside the file
            real(descriptor, data[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", once)
    problem = write(str(linked), b"old", after)
    assert problem == Problem(str(linked), "cannot be written: No space left on device")
    assert linked.read_bytes() == b"old"
    assert listing(linked.parent) == ["a.py", "other/b.py"]


def test_a_full_disk_is_named_and_the_others_go_on(tmp_path):
    """No file may become larger than a kilobyte, as if the disk were full then."""
    large = "#" * 2000 + "\n" + LATE
    for name, text in {"a": LATE, "b": large, "c": LATE}.items():
        (tmp_path / f"{name}.py").write_text(text)
    outcome = run("fix", "--output-format=concise", cwd=tmp_path, largest=1024)
    assert outcome.code == 2
    assert outcome.err == "error: b.py: cannot be written: File too large\n"
    assert "b.py:4:5: T101 [*] late-clip" in outcome.out
    assert outcome.out.endswith("Found 3 findings (2 fixed, 1 remaining).\n1 file could not be written.\n")
    assert [(tmp_path / f"{name}.py").read_text() for name in "abc"] == [FIXED, large, FIXED]
    assert listing(tmp_path) == ["a.py", "b.py", "c.py"]


# Links that lead out


def test_a_link_out_of_the_folder_is_checked_and_not_followed_to_fix(tmp_path):
    (tmp_path / "elsewhere.py").write_text(LATE)
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "link.py").symlink_to("../elsewhere.py")
    outcome = run("fix", cwd=tmp_path / "project")
    assert outcome.code == 1
    assert "no fix: the file is a link that leads out of the folders that are checked\n" in outcome.out
    assert (tmp_path / "elsewhere.py").read_text() == LATE
    assert run("fix", "project", "elsewhere.py", cwd=tmp_path).code == 0
    assert (tmp_path / "elsewhere.py").read_text() == FIXED


@pytest.mark.parametrize("named", ["link.py", "."])
def test_a_link_within_the_folder_or_named_itself_is_followed(tmp_path, named):
    where = tmp_path / ("hidden" if named == "." else "project") / "real.txt"
    where.parent.mkdir()
    where.write_text(LATE)
    here = tmp_path if named == "." else where.parent
    (here / "link.py").symlink_to(where)
    assert run("fix", named, cwd=here).code == 0
    assert (here / "link.py").is_symlink()
    assert where.read_text() == FIXED


# Killed

DYING = dedent(
    """
    import os, shutil, signal, sys
    sys.path[:0] = sys.argv[4:]
    from lintrain.source.writing import write

    def mortal(name):
        real = getattr(os, name)
        def call(*arguments, **named):
            global left
            left -= 1
            if left == 0:
                if name == "write":
                    real(arguments[0], arguments[1][:2])
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*arguments, **named)
        return call

    path, old, new = sys.argv[1], sys.argv[2].encode(), sys.argv[3].encode()
    for left in range(1, 100):
        child = os.fork()
        if child == 0:
            for name in ("open", "write", "fsync", "replace", "unlink", "ftruncate", "utime", "chmod"):
                setattr(os, name, mortal(name))
            os._exit(0 if write(path, old, new) is None else 7)
        status = os.waitpid(child, 0)[1]
        print(left, os.waitstatus_to_exitcode(status), flush=True)
        if input() == "end":
            break
    """
)
"""Writes a file again and again; each time it is killed one system call later, within a ``write`` halfway."""


@pytest.mark.parametrize("names", [1, 2])
def test_killed_at_any_moment(path, names):
    """The file is old or new, or it is named and put back; and the next run leaves nothing else behind."""
    if names > 1:
        os.link(path, path.parent / "b.py")
    root = str(Path(writing.__file__).parents[2])
    command = [sys.executable, "-c", DYING, str(path), "old", "newer", root]
    torn = 0
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        for moment, code in (map(int, line.split()) for line in process.stdout):
            whole = path.read_bytes() in (b"old", b"newer")
            assert whole or unfinished(str(path)) == Problem(
                str(path),
                "cannot be read: it was left half written; "
                "`lintrain fix` puts back .a.py.lintrain-before, as it was",
            ), moment
            torn += not whole
            mend(str(path))
            assert unfinished(str(path)) is None
            sweep([str(path)])
            assert path.read_bytes() in (b"old", b"newer"), moment
            assert listing(path.parent) == ["a.py", "b.py"][:names]
            path.write_bytes(b"old")
            process.stdin.write("end\n" if code == 0 else "on\n")
            process.stdin.flush()
            assert code in (0, -9), moment
    assert moment > 5
    assert bool(torn) is (names > 1), "only what has several names is ever half written"


def left_half_written(path: Path, now: bytes) -> None:
    path.write_bytes(now)
    (path.parent / ".a.py.lintrain-before").write_bytes(b"old")
    (path.parent / ".a.py.lintrain-after").write_bytes(b"newer")


def test_what_somebody_has_worked_on_since_is_left_to_people(path):
    left_half_written(path, b"their own")
    mend(str(path))
    assert unfinished(str(path)) == Problem(
        str(path),
        "cannot be read: it may have been left half written; "
        "compare it with .a.py.lintrain-before and .a.py.lintrain-after, and delete them",
    )
    assert len(listing(path.parent)) == 3
    assert path.read_bytes() == b"their own"


def test_what_is_being_written_is_not_put_back(path):
    left_half_written(path, b"nld")
    code = "import sys; from lintrain.source.holding import hold\n"
    code += "file = open(sys.argv[1]); hold(file); print(); input()"
    command = [sys.executable, "-c", code, str(path.parent / ".a.py.lintrain-after")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None and process.stdout is not None
        process.stdout.readline()
        mend(str(path))
        assert path.read_bytes() == b"nld"
        assert unfinished(str(path)) == Problem(str(path), "cannot be read: another process is writing it")
        process.stdin.write("\n")
    mend(str(path))
    assert path.read_bytes() == b"old"


def test_the_command_names_what_was_left_and_puts_it_back(tmp_path):
    new = "import torch\n" + FIXED
    (tmp_path / "a.py").write_text(new[:25] + LATE[25:])
    (tmp_path / ".a.py.lintrain-before").write_text(LATE)
    (tmp_path / ".a.py.lintrain-after").write_text(new)
    message = "error: a.py: cannot be read: it was left half written; `lintrain fix` puts back"
    for arguments in (("check",), ("fix", "--diff")):
        outcome = run(*arguments, cwd=tmp_path)
        assert (outcome.code, outcome.err.startswith(message)) == (2, True)
    assert len(listing(tmp_path)) == 3
    outcome = run("fix", cwd=tmp_path)
    assert (outcome.code, outcome.err) == (0, "")
    assert (tmp_path / "a.py").read_text() == FIXED
    assert listing(tmp_path) == ["a.py"]


def test_what_other_processes_hold_is_not_swept_away(tmp_path):
    ours, theirs = tmp_path / ".lintrain-0123abcd.tmp", tmp_path / ".lintrain-notes"
    ours.touch()
    theirs.touch()
    sweep([str(tmp_path / "a.py")])
    assert listing(tmp_path) == [".lintrain-notes"]
