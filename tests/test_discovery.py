"""Which files are checked, for all the ways in which a tree can be shaped."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from lintrain.config import Settings
from lintrain.discovery import Discovery, discover
from lintrain.findings import Problem
from lintrain.source.patterns import Patterns
from lintrain.source.reading import Undecodable, decode, read

SETTINGS = Settings(rules=())


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A function that makes files: names with contents, or names alone."""
    monkeypatch.chdir(tmp_path)

    def make(*names: str, **contents: str) -> Path:
        for name in names:
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x = 1\n")
        return tmp_path

    return make


def files(*paths: str, **settings: object) -> list[str]:
    found = discover(paths or (".",), replace(SETTINGS, **settings))
    assert (found.problems, found.skipped) == ((), ())
    return list(found.files)


def test_python_files_sorted(tree):
    tree("b.py", "a.py", "gui.pyw", "c.txt", "stub.pyi", "note.ipynb", "d/z.py", "d/a.py", "D/q.py", "README")
    assert files() == ["D/q.py", "a.py", "b.py", "d/a.py", "d/z.py", "gui.pyw", "note.ipynb"]


def test_default_excludes(tree):
    tree("a.py", ".git/a.py", ".venv/a.py", "venv/a.py", "x/node_modules/a.py", "build/a.py", "dist/a.py")
    tree(".ipynb_checkpoints/a-checkpoint.ipynb")
    tree("__pycache__/a.py", "x/site-packages/a.py", ".tox/a.py", "builder/a.py", "x/build.py")
    assert files() == ["a.py", "builder/a.py", "x/build.py"]


def test_what_is_given_is_always_checked(tree):
    tree("build/a.py", "build/sub/b.py", "script", "skip/c.py")
    Path(".gitignore").write_text("skip\nscript\n")
    assert files("build/a.py", "script", "skip/c.py") == ["build/a.py", "script", "skip/c.py"]
    assert files("build") == ["build/a.py", "build/sub/b.py"]


def test_force_exclude(tree):
    tree("a.py", "build/a.py", "x/build/y/a.py", "gen/a.py")
    excluded = {"force_exclude": True, "exclude": (Patterns(".", ("build", "gen/*.py")),)}
    assert files("a.py", "build/a.py", "x/build/y/a.py", "gen/a.py", **excluded) == ["a.py"]


def test_exclude_patterns_are_relative_to_their_file(tree):
    root = tree("project/gen/a.py", "project/x/gen/a.py", "project/keep.py", "project/old_1.py")
    assert files("project", exclude=(Patterns(str(root / "project"), ("/gen", "old_*")),)) == [
        "project/keep.py",
        "project/x/gen/a.py",
    ]


def test_a_file_reached_twice_is_checked_once(tree):
    root = tree("a/x.py", "a/y.py")
    Path("a/link.py").symlink_to("x.py")
    Path("other").symlink_to("a")
    assert files("a", ".", "a/x.py", "./a/../a/x.py", str(root / "a"), "other") == ["a/x.py", "a/y.py"]


def test_symbolic_links(tree, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "far.py").write_text("x = 1\n")
    tree("a/x.py")
    Path("a/loop").symlink_to("..")
    Path("a/self").symlink_to("self")
    Path("a/dir").symlink_to(outside)
    Path("a/b.py").symlink_to(outside / "far.py")
    Path("a/c.py").symlink_to(outside / "far.py")
    assert files() == ["a/b.py", "a/x.py"]
    assert files("a/dir") == ["a/dir/far.py"]


def test_paths_outside_the_working_directory_are_absolute(tree, tmp_path_factory):
    tree("a.py")
    outside = tmp_path_factory.mktemp("outside")
    (outside / "far.py").write_text("x = 1\n")
    assert files(str(outside), ".") == sorted([str(outside / "far.py"), "a.py"])


def test_what_does_not_exist_is_a_problem(tree):
    tree("a.py")
    assert discover(["gone.py", "a.py", "no/where"], SETTINGS) == Discovery(
        ("a.py",), (Problem("gone.py", "does not exist"), Problem("no/where", "does not exist")), ()
    )


def test_what_is_no_file_is_passed_over_and_named(tree):
    tree("a.py")
    os.mkfifo("pipe.py")
    os.mkfifo("pipe.txt")
    Path("linked.py").symlink_to("pipe.py")
    Path(".#a.py").symlink_to("editor@lock")
    os.mkdir("folder.py")
    found = discover(["."], SETTINGS)
    assert (found.files, found.problems) == (("a.py",), ())
    assert found.skipped == (
        Problem(".#a.py", "is a broken symbolic link"),
        Problem("linked.py", "is a pipe"),
        Problem("pipe.py", "is a pipe"),
    )
    assert read("pipe.py") == Problem("pipe.py", "cannot be read: it is a pipe")
    assert read("/dev/zero") == Problem("/dev/zero", "cannot be read: it is a device")
    assert read("folder.py") == Problem("folder.py", "cannot be read: it is a directory")


# .gitignore


GITIGNORE = {
    "names and directories": ({".gitignore": "skip\nb.py\n"}, ["a.py", "x/a.py"]),
    "anchored": ({".gitignore": "/b.py\n"}, ["a.py", "skip/c.py", "x/a.py", "x/b.py"]),
    "taken back": ({".gitignore": "*.py\n!a.py\n"}, ["a.py", "x/a.py"]),
    "nested, the nearest decides": ({".gitignore": "*.py\n", "x/.gitignore": "!b.py\n"}, ["x/b.py"]),
    "nested, only below": ({"x/.gitignore": "*.py\n"}, ["a.py", "b.py", "skip/c.py"]),
    "ignored for good": ({".gitignore": "skip/\n!skip/c.py\n"}, ["a.py", "b.py", "x/a.py", "x/b.py"]),
    "everything but": ({".gitignore": "/*\n!/x\n"}, ["x/a.py", "x/b.py"]),
    "wildcards over directories": ({".gitignore": "**/b.py\nskip/**\n"}, ["a.py", "x/a.py"]),
    "no patterns": ({".gitignore": "# x\n\n/\n!\nskip\n"}, ["a.py", "b.py", "x/a.py", "x/b.py"]),
}  # fmt: skip


@pytest.mark.parametrize("repository", [True, False], ids=["repository", "no repository"])
@pytest.mark.parametrize(("ignores", "expected"), GITIGNORE.values(), ids=GITIGNORE)
def test_gitignore(tree, ignores, expected, repository):
    tree("a.py", "b.py", "x/a.py", "x/b.py", "skip/c.py")
    for name, text in ignores.items():
        Path(name).write_text(text)
    if repository:
        subprocess.run(["git", "init", "-q"], check=True)
        shown = subprocess.run(
            ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
            check=True,
            capture_output=True,
            text=True,
        )
        assert sorted(shown.stdout.split()) == expected, "the test does not say what git says"
    assert files() == expected
    assert files(respect_gitignore=False) == ["a.py", "b.py", "skip/c.py", "x/a.py", "x/b.py"]


def test_gitignore_above_the_given_directory_counts_in_a_repository(tree):
    tree("x/y/a.py", "x/y/b.py")
    Path(".gitignore").write_text("b.py\n")
    assert files("x/y") == ["x/y/a.py", "x/y/b.py"]
    os.mkdir(".git")
    assert files("x/y") == ["x/y/a.py"]


def test_a_repository_inside_does_not_listen_to_the_one_around_it(tree):
    tree("a.py", "inner/a.py", "inner/b.py")
    Path(".gitignore").write_text("a.py\n")
    os.mkdir(".git")
    Path("inner/.git").write_text("gitdir: elsewhere\n")
    Path("inner/.gitignore").write_text("b.py\n")
    assert files() == ["inner/a.py"]
    assert files("inner") == ["inner/a.py"]


# Bytes


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (b"x\r\n", "x\r\n", "utf-8"),
        (b"\xef\xbb\xbfx", "x", "utf-8"),
        (b"# coding: latin-1\n\xe9", "# coding: latin-1\n\xe9", "iso-8859-1"),
        (b"#!/usr/bin/python\n# -*- coding: cp1252 -*-\n\x80", None, "cp1252"),
        (b"x = 1\n\n# coding: latin-1\n\xc3\xa9", "x = 1\n\n# coding: latin-1\n\xe9", "utf-8"),
        (b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n", "utf-8"),
        (b"", "", "utf-8"),
    ],
)
def test_decode(data, text, encoding):
    source = decode(data)
    assert source.encoding == encoding
    assert text is None or source.text == text
    assert source.encode(source.text) == data


@pytest.mark.parametrize(
    "data",
    [
        b"\xff",
        b"# coding: nonsense\n",
        b"# coding: hex\n",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"x\n\n\n\xe9",
    ],
)
def test_what_python_would_not_decode(data):
    with pytest.raises(Undecodable):
        decode(data)
    with pytest.raises((SyntaxError, LookupError)):
        compile(data, "x", "exec")
