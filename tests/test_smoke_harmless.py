"""A run leaves the user's folders as they were, byte by byte, and the script does not notice."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest
from smoked import contents, script, smoke

from lintrain.smoking.copying import Copying
from lintrain.smoking.forwarding import Stripping
from lintrain.smoking.hiding import Hiding
from lintrain.smoking.mirror import SMALL, Mirror
from lintrain.smoking.redirecting import Redirected, Redirecting
from lintrain.smoking.trackers import TRACKERS, switched_off

BIG = b"0123456789abcdef" * (SMALL // 16)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with data beside it, large files, a link, and folders of tools."""
    here = tmp_path / "project"
    for folder in ("data", "runs", ".git", "env", "package"):
        (here / folder).mkdir(parents=True)
    (here / ".git" / "HEAD").write_text("main")
    (here / "env" / "pyvenv.cfg").touch()
    (here / "data" / "small.txt").write_text("small")
    (here / "data" / "big.bin").write_bytes(BIG)
    (here / "runs" / "last.pt").write_bytes(BIG)
    (here / "package" / "module.py").write_bytes(b"#" * SMALL)
    (here / "linked").symlink_to("data")
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "other.txt").write_text("other")
    return here


@pytest.fixture
def mirror(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Mirror:
    made = Mirror(str(tmp_path_factory.mktemp("scratch") / "tree"))
    made.add(str(project))
    return made


EVERYWHERE = """\
    from pathlib import Path
    import pickle, shutil, sqlite3
    here = Path(__file__).resolve().parent
    outside = Path(sys.argv[1])
    assert Path("data/small.txt").read_text() == "small" and os.path.getsize("data/big.bin") == 1 << 20

    walked = {name for _, folders, files in os.walk(".") for name in (*folders, *files)}
    assert {"HEAD", "big.bin", "pyvenv.cfg"} <= walked, walked
    assert Path("data/big.bin").resolve(strict=True) == here / "data" / "big.bin"

    assert {"HEAD", "big.bin", "pyvenv.cfg"} <= {path.name for path in outside.rglob("*")}

    os.makedirs("new/folder")
    Path("new/folder/file").write_text("relative")
    (here / "beside_the_script").write_text("absolute, in the mirror")
    (outside / "absolute").write_text("absolute, at the user's own name")
    assert (outside / "absolute").exists() and "absolute" in os.listdir(outside)
    assert (outside / "absolute").read_text() == Path("absolute").read_text()
    with open("data/small.txt", "a") as stream:
        stream.write("more")
    with open("data/big.bin", "r+b") as stream:
        stream.write(b"changed")
    assert open("data/big.bin", "rb").read(16) == b"changed789abcdef"
    open("../beside/other.txt", "w").write("over the edge")
    assert open("../beside/other.txt").read() == "over the edge"
    open("linked/through", "w").write("a link")
    open(".git/config", "w").write("a folder of tools")
    os.remove("linked/small.txt")
    os.rename("package/module.py", "package/renamed.py")
    os.replace("data/big.bin", "moved.bin")
    shutil.rmtree("env")
    os.chmod("runs/last.pt", 0o600)
    sqlite3.connect("runs/runs.db").execute("create table t (a)").connection.commit()
    torch.save(model.state_dict(), "runs/last.pt")
    torch.save(model.state_dict(), outside / "deep" / "model.pt") if (outside / "deep").mkdir() is None else 0
    assert torch.load("runs/last.pt").keys() == torch.load(str(outside / "deep" / "model.pt")).keys()
    (outside / "gone").mkdir()
    shutil.rmtree(outside / "gone")
    shutil.rmtree(outside / "runs")
    sqlite3.connect(str(outside / "own.db")).execute("create table t (a)").connection.commit()
    os.chdir(outside)
    open("after_chdir", "w").write("here")
    step()
    """


def test_a_script_that_writes_everywhere(project: Path) -> None:
    script(project, EVERYWHERE)
    before = contents(project.parent)
    found = {path: os.lstat(path) for path in sorted(project.parent.rglob("*"))}
    done = smoke("train.py", str(project), cwd=project)
    assert (done.code, done.err.count("\n")) == (0, 1), done.err
    assert contents(project.parent) == before
    for path, was in found.items():
        now = os.lstat(path)
        assert (now.st_mode, now.st_mtime_ns) == (was.st_mode, was.st_mtime_ns), path


def test_in_place_writes_in_place(tmp_path: Path) -> None:
    script(tmp_path, "open('written', 'w').close()\nassert os.getcwd() == sys.argv[1]\nstep()\n")
    done = smoke("--in-place", "train.py", tmp_path, cwd=tmp_path)
    assert done.code == 0 and (tmp_path / "written").exists()
    assert done.err.startswith("Files are written in place; switched off: ")


def test_what_is_written_elsewhere_is_named_and_checkpoints_go_nowhere(tmp_path: Path) -> None:
    home = Path.home() / f".lintrain-test-{os.getpid()}"
    if str(home).startswith((tempfile.gettempdir(), "/tmp/", "/var/tmp/")):
        pytest.skip("the home directory is a temporary one, into which anybody may write")
    body = f"""\
        elsewhere = {str(home)!r}
        torch.save(model.state_dict(), elsewhere + "/model.pt")
        assert torch.load(elsewhere + "/model.pt").keys() == model.state_dict().keys()
        os.mkdir(elsewhere)
        step()
        """
    script(tmp_path, body)
    try:
        done = smoke("train.py", cwd=tmp_path)
        assert done.code == 0
        assert done.err.endswith(f"\nwarning: written outside of the scratch copy: {home}\n")
        assert list(home.iterdir()) == []
    finally:
        home.rmdir()


# The mirror


def test_the_mirror_holds_what_the_project_holds(project: Path, mirror: Mirror) -> None:
    tree = Path(mirror.path(str(project)))
    for name in ("data/small.txt", "data/big.bin", "linked/small.txt", ".git/HEAD", "../beside/other.txt"):
        assert (tree / name).read_bytes() == (project / name).read_bytes(), name
    links = {str(path.relative_to(tree)) for path in tree.rglob("*") if path.is_symlink()}
    assert links == {".git", "env", "data/big.bin", "runs/last.pt", "linked"}
    assert (tree / "linked").readlink() == Path("data")
    assert (tree.parent / "beside").is_symlink() and not tree.is_symlink()


def test_a_second_folder_in_a_linked_one_is_mirrored_too(project: Path, mirror: Mirror) -> None:
    beside = project.parent / "beside"
    before = contents(project.parent)
    mirror.add(str(beside))
    copy = Path(mirror.path(str(beside)))
    assert not copy.is_symlink() and not (copy / "other.txt").is_symlink()
    assert (copy / "other.txt").read_text() == "other"
    assert contents(project.parent) == before


def test_a_folder_of_very_many_entries_is_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintrain.smoking.mirror.MANY", 3)
    for number in range(4):
        (tmp_path / "here" / "many").mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / "many" / f"{number}").touch()
    mirror = Mirror(str(tmp_path / "scratch"))
    mirror.add(str(tmp_path / "here"))
    assert Path(mirror.path(str(tmp_path / "here" / "many"))).is_symlink()


def test_what_is_beyond_the_budget_is_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lintrain.smoking.mirror.ENTRIES", 3)
    for name in ("a", "b", "c", "d"):
        (tmp_path / "here" / name / "deep").mkdir(parents=True)
    mirror = Mirror(str(tmp_path / "scratch"))
    mirror.add(str(tmp_path / "here"))
    here = Path(mirror.path(str(tmp_path / "here")))
    assert not here.is_symlink() and all((here / name).is_symlink() for name in "abcd")
    assert (here / "a" / "deep").is_dir()


def test_what_was_written_through_a_link_all_the_same_is_found(project: Path, mirror: Mirror) -> None:
    assert mirror.changed() == []
    subprocess.run(["sh", "-c", "echo over > data/big.bin"], cwd=mirror.path(str(project)), check=True)
    assert mirror.changed() == [str(project / "data" / "big.bin")]


# Copies and redirections


def copying(project: Path, mirror: Mirror) -> Copying:
    return Copying(mirror.tree, os.path.dirname(mirror.tree), (str(project),))


def test_a_linked_folder_is_opened_up_for_what_is_written_in_it(project: Path, mirror: Mirror) -> None:
    tree = Path(mirror.path(str(project)))
    copying(project, mirror).prepare(tree / ".git" / "new")
    assert (tree / ".git").is_dir() and not (tree / ".git").is_symlink()
    assert (tree / ".git" / "HEAD").is_symlink() and (tree / ".git" / "HEAD").read_text() == "main"


@pytest.mark.parametrize(("emptied", "left"), [(False, True), (True, False)])
def test_a_linked_file_is_copied_or_dropped(project: Path, mirror: Mirror, emptied: bool, left: bool) -> None:
    path = Path(mirror.path(str(project))) / "data" / "big.bin"
    copying(project, mirror).prepare(path, emptied=emptied)
    assert path.exists() is left and not path.is_symlink()


def test_writes_outside_are_remembered_and_temporary_ones_are_not(project: Path, mirror: Mirror) -> None:
    watched = copying(project, mirror)
    for path in ("/etc/passwd", "/etc/passwd", "/tmp/x", "/dev/null", str(project / "own"), b"/srv/bytes", 3):
        watched.prepare(path)
    assert list(watched.outside) == ["/etc/passwd", str(project / "own"), "/srv/bytes"]


def test_the_mirrors_own_links_look_like_what_they_lead_to(project: Path, mirror: Mirror) -> None:
    hiding = Hiding(mirror.tree, threading.local())
    tree = mirror.path(str(project))
    with hiding.scandir(tree) as entries:
        links = {entry.name for entry in entries if entry.is_symlink()}
    assert links == {"linked"}  # the user's own
    with hiding.scandir(tree) as entries:
        folders = {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
    assert folders == {"data", "runs", ".git", "env", "package"}
    assert stat.S_ISDIR(hiding.lstat(f"{tree}/.git").st_mode) and stat.S_ISLNK(
        hiding.lstat(f"{tree}/linked").st_mode
    )
    assert hiding.readlink(f"{tree}/linked") == "data"
    with pytest.raises(OSError, match="Invalid argument"):
        hiding.readlink(f"{tree}/.git")


def test_redirected_functions_stay_functions_of_files(project: Path, mirror: Mirror) -> None:
    busy = threading.local()
    redirecting = Redirecting(mirror.tree, (str(project),), busy)
    opened = Redirected(open, redirecting.path)

    class Holder:
        open = opened

    inside = str(project / "data" / "small.txt")
    for path in (inside, os.fsencode(inside), Path(inside)):
        with Holder().open(path) as stream:
            assert os.fsdecode(stream.name) == mirror.path(inside)
    with opened(file=inside) as stream:
        assert stream.name == mirror.path(inside)
    assert redirecting.path(3) == 3 and redirecting.path("/etc/passwd") == "/etc/passwd"
    assert redirecting.path(str(project) + "er/x") == str(project) + "er/x"
    assert redirecting.path(str(project)) == mirror.path(str(project))
    busy.now = True
    assert redirecting.path(str(project)) == str(project)


# What is printed, and what is switched off


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_the_scratch_folder_is_taken_out_of_what_is_printed(size: int) -> None:
    text = b"a /tmp/tree/home/x /tmp/tre /tmp//tmp/tree/y /tmp/tr"
    stripping = Stripping("/tmp/tree")
    pieces = [stripping.feed(text[at : at + size]) for at in range(0, len(text), size)]
    assert b"".join(pieces) + stripping.finish() == b"a /home/x /tmp/tre /tmp//y /tmp/tr"


def test_a_tracker_that_the_user_has_set_up_is_left_alone() -> None:
    off = switched_off("/scratch", {"WANDB_SILENT": "false"})
    assert set(off) == {name for name, _ in TRACKERS} - {"Weights & Biases"}
    assert off["MLflow"] == {"MLFLOW_TRACKING_URI": "file:///scratch/mlruns"}


def test_the_parent_does_not_import_torch() -> None:
    program = (
        "import sys, lintrain.smoking.command, lintrain.smoking.child, lintrain.pytest_plugin\n"
        "print([name for name in ('torch', 'rich', 'libcst', 'numpy') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"
