"""Where imported names are looked for, on trees of empty files."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

from lintrain.source.imports import Folders, import_statements


def grow(root: Path, *files: str) -> Path:
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return grow(tmp_path / "project", "pyproject.toml")


def leads(root: Path, importer: str, dotted: str) -> str | None:
    """Follow a dotted name to the end; tell the file, or the folder of a package without one."""
    folders = Folders()
    found = folders.first(str(root / importer), dotted)
    if found is None:
        return None
    spot, rest = found
    for part in rest:
        inner = folders.child(spot.folder, part)
        if inner is None:
            return None
        spot = inner
    end = spot.file or spot.folder
    assert end is not None
    return Path(end).relative_to(root).as_posix()


def test_a_script_finds_its_neighbour(project):
    grow(project, "scripts/train.py", "scripts/model.py")
    assert leads(project, "scripts/train.py", "model") == "scripts/model.py"


def test_the_projects_root_is_searched_from_below(project):
    grow(project, "scripts/deep/train.py", "lib/__init__.py", "lib/net.py")
    assert leads(project, "scripts/deep/train.py", "lib.net") == "lib/net.py"
    assert leads(project, "scripts/deep/train.py", "lib") == "lib/__init__.py"


@pytest.mark.parametrize("importer", ["src/lib/a.py", "tests/test_a.py", "run.py"])
def test_src_is_searched(project, importer):
    grow(project, importer, "src/lib/__init__.py", "src/lib/net.py")
    assert leads(project, importer, "lib.net") == "src/lib/net.py"


@pytest.mark.parametrize(
    ("dotted", "file"),
    [
        (".", "a/b/c/__init__.py"),
        (".near", "a/b/c/near.py"),
        ("..", "a/b"),
        ("..mid", "a/b/mid.py"),
        ("...far", "a/far.py"),
        ("....top", "top.py"),
        ("...b.mid", "a/b/mid.py"),
        ("..missing", None),
    ],
)
def test_relative(project, dotted, file):
    grow(project, "a/b/c/__init__.py", "a/b/c/x.py", "a/b/c/near.py", "a/b/mid.py", "a/far.py", "top.py")
    assert leads(project, "a/b/c/x.py", dotted) == file


def test_relative_beyond_the_root_of_the_disk(project):
    assert leads_nowhere("." * 60 + "x", project)


def leads_nowhere(dotted: str, project: Path) -> bool:
    folders = Folders()
    found = folders.first(str(project / "a.py"), dotted)
    return found is None or folders.child(found[0].folder, found[1][0]) is None


def test_namespace_packages(project):
    grow(project, "train.py", "models/vision/net.py")
    assert leads(project, "train.py", "models.vision.net") == "models/vision/net.py"
    assert leads(project, "train.py", "models") == "models"


def test_what_is_a_package_wins_over_a_module_and_that_over_a_plain_folder(project):
    grow(project, "train.py", "a/__init__.py", "a.py", "b/readme.md", "b.py")
    assert leads(project, "train.py", "a") == "a/__init__.py"
    assert leads(project, "train.py", "b") == "b.py"


def test_a_plain_folder_hides_no_package_further_up(project):
    grow(project, "scripts/train.py", "scripts/data/images.bin", "data/__init__.py")
    assert leads(project, "scripts/train.py", "data") == "data/__init__.py"


@pytest.mark.parametrize("name", ["random", "types", "copy", "logging"])
def test_the_standard_library_is_never_shadowed(project, name):
    grow(project, "train.py", f"{name}.py", f"{name}_.py")
    assert leads(project, "train.py", name) is None
    assert leads(project, "train.py", f"{name}_") == f"{name}_.py"
    assert leads(project, "train.py", f".{name}") == f"{name}.py"


def test_frameworks_are_followed_only_from_inside(project):
    grow(project, "train.py", "timm/__init__.py", "timm/optim/__init__.py", "timm/optim/adam.py")
    assert leads(project, "train.py", "timm.optim") is None
    assert leads(project, "timm/optim/adam.py", "timm.optim") == "timm/optim/__init__.py"


def test_a_file_never_imports_itself_by_its_name(project):
    grow(project, "utils.py", "scripts/utils.py")
    assert leads(project, "utils.py", "utils") is None
    assert leads(project, "scripts/utils.py", "utils") == "utils.py"


def test_one_name_in_a_package_and_above_it_could_be_either(project):
    grow(project, "lib/__init__.py", "lib/a.py", "lib/utils.py", "utils.py")
    assert leads(project, "lib/a.py", "utils") is None
    (project / "lib/__init__.py").unlink()
    assert leads(project, "lib/a.py", "utils") == "lib/utils.py"


@pytest.mark.parametrize("mark", [".git", ".hg", "pyproject.toml", "setup.py", "setup.cfg"])
def test_nothing_above_the_root_is_found(tmp_path, mark):
    grow(tmp_path, "model.py", "repo/scripts/train.py", f"repo/{mark}")
    assert leads(tmp_path, "repo/scripts/train.py", "model") is None


def test_without_a_mark_the_package_is_the_project(tmp_path):
    grow(tmp_path, "above.py", "lib/__init__.py", "lib/sub/__init__.py", "lib/sub/a.py", "lib/b.py")
    assert leads(tmp_path, "lib/sub/a.py", "lib.b") == "lib/b.py"
    assert leads(tmp_path, "lib/sub/a.py", "above") == "above.py"
    assert leads(tmp_path, "lib/sub/a.py", "nothing") is None


def test_the_working_directory_is_a_root(tmp_path, monkeypatch):
    grow(tmp_path, "model.py", "scripts/train.py")
    assert leads(tmp_path, "scripts/train.py", "model") is None
    monkeypatch.chdir(tmp_path)
    assert leads(tmp_path, "scripts/train.py", "model") == "model.py"


def test_folders_with_names_of_files_are_no_files(project):
    grow(project, "train.py", "model.py/weights.bin", "lib/__init__.py/odd")
    assert leads(project, "train.py", "model") is None
    assert leads(project, "train.py", "lib") == "lib"


def test_strange_names_and_loops_are_passed_over(project):
    grow(project, "train.py", "new\nline.py", "a.b/c.py", "data/x.txt")
    (project / "loop").symlink_to(project)
    (project / "broken.py").symlink_to(project / "gone.py")
    (project / "circle").symlink_to(project / "circle")
    assert leads(project, "train.py", "loop.loop.loop.train") == "loop/loop/loop/train.py"
    assert leads(project, "train.py", "broken") is None
    assert leads(project, "train.py", "circle") is None


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder_holds_nothing(project):
    grow(project, "train.py", "secret/__init__.py")
    (project / "secret").chmod(0)
    try:
        assert leads(project, "train.py", "secret") == "secret"
    finally:
        (project / "secret").chmod(0o700)


def test_a_vanished_folder_holds_nothing(project):
    assert leads(project, "gone/train.py", "model") is None
    assert leads(project, "gone/train.py", ".model") is None


def test_one_picture_for_one_run(project):
    grow(project, "train.py")
    folders = Folders()
    assert folders.first(str(project / "train.py"), "model") is None
    grow(project, "model.py")
    assert folders.first(str(project / "train.py"), "model") is None
    assert leads(project, "train.py", "model") == "model.py"


STATEMENTS = """\
import a, b.c as x ,d
from . import y
from .import z
from .. m import (p as q, # comment, junk)
    r,
    s)
from a.b import c, \\
    d
if x: import e; from f import g
try: from .x import *
except ImportError: y = None
def f():
    from ...w.v import t as u, v # zz
from möd import wör
from\tx\timport\ty
# from no import (
#  z)
from yes import really
assert x;import qq
"""


def test_import_statements():
    assert list(import_statements(STATEMENTS.encode())) == [
        ("a", ()),
        ("b.c", ()),
        ("d", ()),
        (".", ("y",)),
        (".", ("z",)),
        ("..m", ("p", "r", "s")),
        ("a.b", ("c", "d")),
        ("e", ()),
        ("f", ("g",)),
        (".x", ()),
        ("...w.v", ("t", "v")),
        ("möd", ("wör",)),
        ("x", ("y",)),
        ("yes", ("really",)),
        ("qq", ()),
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_no_import_statement_of_our_own_code_is_missed(ends):
    for path in (Path(__file__).parent.parent).glob("lintrain/**/*.py"):
        source = path.read_text("utf-8")
        seen: dict[str, set[str]] = {}
        for module, names in import_statements(source.replace("\n", ends).encode()):
            seen.setdefault(module, set()).update(names)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                assert {alias.name for alias in node.names} <= seen.keys()
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                assert {alias.name for alias in node.names} - {"*"} <= seen[module]


@pytest.mark.parametrize("data", [b"from " * 200_000, b"from a import (\n" * 60_000, b"import \\\n" * 60_000])
def test_hostile_text_takes_no_time(data):
    assert len(list(import_statements(data[:400_000]))) < 60_000


def test_the_files_that_a_statement_runs(project):
    grow(project, "train.py", "lib/__init__.py", "lib/sub/__init__.py", "lib/sub/net.py")
    found = Folders().files(str(project / "train.py"), ("lib.sub", ("net", "other")))
    assert [Path(f).relative_to(project).as_posix() for f in found] == [
        "lib/__init__.py",
        "lib/sub/__init__.py",
        "lib/sub/net.py",
    ]
