"""The benchmarks: what they read, compare and print. What they measure is not judged here."""

from __future__ import annotations

import hashlib
import io
import subprocess
import tarfile
from pathlib import Path

import package_index
import packages
import pytest
import real_code
import recall
from checking import Checked, check, settings
from packages import Package
from real_code import Repository, Result
from recall import Bug, Spot

from lintrain.findings import Applicability, Finding, Fix, Position, Problem, Related, Severity, Span
from lintrain.rule import all_rules

ROOT = Path(__file__).parents[1]
HOPELESS = """\
import torch


def train(model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        loss = torch.nn.functional.mse_loss(model(x), y)
        loss.backward()
        optimizer.step()
"""
CURED = HOPELESS.replace("        loss.b", "        optimizer.zero_grad()\n        loss.b")


def finding(path: str, row: int, name: str = "missing-eval", related: str = "", fix: Fix | None = None):
    span = Span(Position(row, 1), Position(row, 2))
    others = (Related("", related, span),) if related else ()
    return Finding(path, span, "LT601", name, Severity.ERROR, "", related=others, fix=fix)


def git(folder: Path, *arguments: str) -> str:
    author = ["-c", "user.name=n", "-c", "user.email=e", "-c", "commit.gpgsign=false"]
    return subprocess.check_output(["git", *author, *arguments], cwd=folder, encoding="utf-8").strip()


# Checking a tree


def test_a_tree_is_checked_and_what_cannot_be_parsed_is_listed(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "train.py").write_text(HOPELESS)
    (tmp_path / "old.py").write_text("print 'hello'\n")
    found = check(tmp_path, settings())
    assert (found.files, [(f.path, f.name) for f in found.findings]) == (
        1,
        [("deep/train.py", "missing-zero-grad")],
    )
    assert {r.path for r in found.findings[0].related} == {"deep/train.py"}
    assert [problem.path for problem in found.unparsable] == ["old.py"]


def test_a_tree_inside_the_working_directory_is_the_same(tmp_path, monkeypatch):
    (tmp_path / "train.py").write_text(HOPELESS)
    monkeypatch.chdir(tmp_path)
    assert [f.path for f in check(Path("."), settings()).findings] == ["train.py"]


def test_a_tree_without_python_stops(tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        check(tmp_path, settings())
    assert stop.value.code == 2
    assert "no Python files" in capsys.readouterr().err


@pytest.mark.parametrize(("everything", "found"), [(False, []), (True, ["build/train.py"])])
def test_everything_means_what_is_excluded_too(tmp_path, everything, found):
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "train.py").write_text(HOPELESS)
    (tmp_path / "clean.py").write_text("")
    assert [f.path for f in check(tmp_path, settings(everything=everything)).findings] == found


def test_other_rules_can_be_chosen(tmp_path):
    (tmp_path / "train.py").write_text(HOPELESS)
    assert check(tmp_path, settings(["missing-eval"])).findings == ()


# Known bugs: the table


def test_the_table_of_bugs_can_be_read():
    bugs = recall.read(recall.TABLE.read_text(encoding="utf-8"))
    assert len(bugs) > 30
    assert {rule.name for rule in all_rules()} & {bug.rule for bug in bugs}
    assert all(bug.paths and all(bug.paths) and bug.fix != bug.parent for bug in bugs)


def test_rows_are_read():
    text = 'rule\trepository\tfix\tparent\tpaths\tnote\nr\to/n\tf\tp\ta.py;b.py\tsaid "so"\n'
    assert recall.read(text) == [Bug("r", "o/n", "f", "p", ("a.py", "b.py"), 'said "so"')]


def test_other_columns_stop(capsys):
    with pytest.raises(SystemExit) as stop:
        recall.read("rule\tfix\n")
    assert stop.value.code == 2
    assert "columns" in capsys.readouterr().err


# Known bugs: comparing


BUG = Bug("missing-eval", "o/n", "f" * 40, "p" * 40, ("a.py",), "why")


@pytest.mark.parametrize(
    ("found", "concerned"),
    [(finding("a.py", 1), True), (finding("b.py", 1), False), (finding("b.py", 1, related="a.py"), True)],
)
def test_a_finding_concerns_a_bug_by_its_place_or_its_proof(found, concerned):
    assert recall.concerns(BUG, found) is concerned


SOURCE = """\
x = 1
class A:
    def f(self):
        def g():
            return 1
        return g
"""


@pytest.mark.parametrize(("row", "name"), [(1, ""), (2, "A"), (3, "A.f"), (5, "A.f.g"), (6, "A.f")])
def test_the_function_around_a_row(row, name):
    assert recall.enclosing(SOURCE, row) == name


def spot(function: str, text: str, row: int = 1, path: str = "a.py") -> Spot:
    return Spot(path, function, text, row)


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ([spot("f", "a")], [], ["a"]),
        ([spot("f", "a", 3)], [spot("f", "a", 9)], []),
        ([spot("f", "a")], [spot("f", "b")], []),  # the line was rewritten
        ([spot("f", "a")], [spot("g", "a")], []),  # the line was moved
        ([spot("f", "a")], [spot("g", "b")], ["a"]),
        ([spot("f", "a")], [spot("f", "a", path="b.py")], ["a"]),
        ([spot("f", "a"), spot("f", "b")], [spot("f", "b")], ["a"]),
        ([spot("f", "a"), spot("f", "b")], [spot("f", "a")], ["b"]),
        ([spot("f", "a"), spot("f", "a", 2)], [spot("f", "a", 2)], ["a"]),
        ([], [spot("f", "a")], []),
    ],
)
def test_what_a_fix_has_resolved(before, after, gone):
    assert [one.text for one in recall.gone(before, after)] == gone


@pytest.mark.parametrize(
    ("before", "gone", "after", "verdict"),
    [
        ([], [], [], "missed"),
        ([], [], [spot("f", "a")], "missed"),
        ([spot("f", "a")], [], [spot("f", "a")], "caught, not resolved"),
        ([spot("f", "a")], [spot("f", "a")], [], "caught, resolved"),
        ([spot("f", "a")], [spot("f", "a")], [spot("g", "b")], "caught, resolved; 1 left at the fix"),
    ],
)
def test_verdicts(before, gone, after, verdict):
    assert recall.Result(BUG, tuple(before), tuple(gone), tuple(after)).verdict == verdict


def test_the_page_of_known_bugs():
    caught = recall.Result(BUG, (spot("f", "a", 7, "d/a.py"),), (spot("f", "a", 7, "d/a.py"),), ())
    missed = recall.Result(BUG, (), (), ())
    first, _, _, _, row, *rest = recall.report([caught, missed], [BUG]).splitlines()
    assert first == (
        "1 of 2 bugs (50 %) are caught at the parent and resolved by the fix; 1 more have no rule yet."
    )
    assert row == (
        f"| missing-eval | [o/n](https://github.com/o/n/commit/{'f' * 40}) `fffffff` | caught, resolved | "
        f"[a.py:7](https://github.com/o/n/blob/{'p' * 40}/d/a.py#L7) | why |"
    )
    assert [line.split(" | ")[2] for line in rest] == ["missed", "no rule yet"]


# Known bugs: clones


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, Bug]:
    work = tmp_path / "o+n"
    work.mkdir()
    git(work, "init", "-q")
    commits = []
    for source in (HOPELESS, CURED):
        (work / "sub").mkdir(exist_ok=True)
        (work / "sub" / "träin.py").write_text(source)
        (work / "weights.bin").write_bytes(b"\0")
        (work / "link.py").unlink(missing_ok=True)
        (work / "link.py").symlink_to("/etc/passwd")
        git(work, "add", "-A")
        git(work, "commit", "-q", "-m", "m")
        commits.append(git(work, "rev-parse", "HEAD"))
    return tmp_path, Bug("missing-zero-grad", "o/n", commits[1], commits[0], ("sub/träin.py",), "")


def test_a_bug_is_looked_for_in_both_trees(clones):
    folder, bug = clones
    result = recall.look(bug, folder)
    assert result.verdict == "caught, resolved"
    assert [(one.function, one.text) for one in result.before] == [("train", "loss.backward()")]


@pytest.mark.parametrize("place", ["o+n", "o+n/repo"])
def test_a_clone_may_be_bare_and_may_stand_deeper(clones, tmp_path, place):
    folder, bug = clones
    other = tmp_path / "others"
    git(tmp_path, "clone", "-q", "--bare", str(folder / "o+n"), str(other / place))
    assert recall.clone("o/n", other) == other / place
    assert recall.look(bug, other).verdict == "caught, resolved"


def test_only_sources_are_written(clones, tmp_path):
    folder, bug = clones
    tree = tmp_path / "tree"
    assert recall.export(folder / "o+n", bug.fix, tree) == set()
    assert [path.relative_to(tree).as_posix() for path in tree.rglob("*.*")] == ["sub/träin.py"]
    assert (tree / "sub" / "träin.py").read_text() == CURED


def test_a_blob_that_the_clone_lacks_is_named(clones, tmp_path):
    folder, bug = clones
    blob = git(folder / "o+n", "rev-parse", f"{bug.fix}:sub/träin.py")
    (folder / "o+n" / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert recall.export(folder / "o+n", bug.fix, tmp_path / "tree") == {"sub/träin.py"}
    with pytest.raises(SystemExit) as stop:
        recall.look(bug, folder)
    assert stop.value.code == 2


@pytest.mark.parametrize("path", ["../out.py", "/out.py", "a/../../out.py"])
def test_no_path_leads_out_of_the_tree(tmp_path, path):
    with pytest.raises(SystemExit):
        recall.put(tmp_path / "tree", path, b"")
    assert list(tmp_path.rglob("*.py")) == []


# Packages


@pytest.mark.parametrize("package", packages.PACKAGES, ids=lambda package: package.name)
def test_packages_are_pinned(package):
    assert package.archive == f"{package.archive[: -len(package.version) - 8]}-{package.version}.tar.gz"
    assert len(package.sha256) == 64


def test_the_snapshot_holds_each_package_once():
    lines = packages.SNAPSHOT.read_text(encoding="utf-8").splitlines()
    heads = [line.split(":")[0] for line in lines if line.startswith("#")]
    assert heads == [f"# {package.name} {package.version}" for package in packages.PACKAGES]
    known = {rule.name for rule in all_rules()}
    for line in lines:
        assert line.startswith("#") or line.split()[2] in known or " cannot be parsed: " in line


def test_lines_are_sorted_and_hold_no_code():
    package = Package("some_package-1.2.3.tar.gz", "")
    found = Checked(
        4,
        (finding("b.py", 20), finding("b.py", 3), finding("a.py", 9, "clip-after-step")),
        (Problem("a.py", "cannot be parsed: one two three four five six", 3),),
    )
    assert "".join(packages.lines(package, found)) == (
        "# some-package 1.2.3: 4 files checked\n"
        "some-package a.py cannot be parsed: one two three four\n"
        "some-package a.py clip-after-step 9\n"
        "some-package b.py missing-eval 3\n"
        "some-package b.py missing-eval 20\n"
    )


def test_no_difference_is_success(capsys):
    packages.compare("# a\nb\n", "# a\nb\n")
    assert capsys.readouterr().out == "1 packages: as in packages.txt\n"


def test_a_difference_is_shown_and_fails(capsys):
    with pytest.raises(SystemExit) as stop:
        packages.compare("# a\nold\n", "# a\nnew\n")
    assert stop.value.code == 1
    assert "-old\n+new\n" in capsys.readouterr().out


def archive(path: Path, members: dict[str, bytes | str]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                tar.addfile(member)
            else:
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))
    return path


def test_sources_are_unpacked_and_nothing_else(tmp_path):
    members = {"p-1/a/b.py": b"x", "p-1/c.so": b"y", "p-1/d.py": "/etc/passwd", "p-1/e.ipynb": b"{}"}
    packages.unpack(archive(tmp_path / "p-1.tar.gz", members), tmp_path / "out")
    inside = {p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*.*")}
    assert inside == {"a/b.py", "e.ipynb"}


@pytest.mark.parametrize("name", ["p-1/../../out.py", "../../../out.py"])
def test_an_archive_cannot_write_elsewhere(tmp_path, name):
    with pytest.raises(SystemExit) as stop:
        packages.unpack(archive(tmp_path / "p-1.tar.gz", {name: b"x"}), tmp_path / "a" / "b")
    assert stop.value.code == 2
    assert list(tmp_path.rglob("out.py")) == []


# The package index

JSON = '{"files": [{"url": "https://host.example/x/p-1.tar.gz"}, {"url": "../files/p-2.tar.gz"}]}'
HTML = """
<a href="https://host.example/x/p-1.tar.gz#sha256=0">p-1</a>
<a data-requires-python="" href='../files/p-2.tar.gz?a=1&amp;b=2'>p-2</a>
"""


def test_pages_of_an_index_are_json_or_html():
    base = "https://index.example/simple/p/"
    first, second = "https://host.example/x/p-1.tar.gz", "https://index.example/simple/files/p-2.tar.gz"
    assert list(package_index.links(JSON, base)) == [first, second]
    assert list(package_index.links(HTML, base)) == [first, f"{second}?a=1&b=2"]
    assert package_index.filename(f"{second}?a=1") == "p-2.tar.gz"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """An index in memory: what stands at each address."""
    pages = {"https://index.example/simple/p/": JSON.encode(), "https://host.example/x/p-1.tar.gz": b"data"}
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple/")
    monkeypatch.setattr(package_index, "download", lambda url: pages[url])
    return pages


def test_an_archive_is_fetched_once(index, tmp_path):
    digest = hashlib.sha256(b"data").hexdigest()
    path = package_index.fetch("p", "p-1.tar.gz", digest, tmp_path / "cache")
    assert path.read_bytes() == b"data"
    index.clear()
    assert package_index.fetch("p", "p-1.tar.gz", digest, tmp_path / "cache") == path
    assert [p.name for p in path.parent.iterdir()] == ["p-1.tar.gz"]


def test_an_archive_with_another_hash_is_refused(index, tmp_path):
    with pytest.raises(SystemExit) as stop:
        package_index.fetch("p", "p-1.tar.gz", "0" * 64, tmp_path)
    assert stop.value.code == 2
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "p-1.tar.gz").write_bytes(b"other")
    with pytest.raises(SystemExit):
        package_index.fetch("p", "p-1.tar.gz", hashlib.sha256(b"data").hexdigest(), tmp_path)


def test_an_archive_that_the_index_lacks_stops(index, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        package_index.fetch("p", "p-3.tar.gz", "", tmp_path)
    assert stop.value.code == 2
    assert "no p-3.tar.gz" in capsys.readouterr().err


def test_settings_come_from_the_environment_then_from_the_configuration(monkeypatch):
    said = "global.index-url='https://global.example/simple'\ndownload.index-url='https://download.example'\n"
    monkeypatch.setattr(package_index, "configuration", lambda: said)
    monkeypatch.delenv("PIP_INDEX_URL", raising=False)
    assert package_index.setting("index-url") == "https://download.example"
    assert package_index.setting("timeout-of-nobody") == ""
    monkeypatch.setenv("PIP_INDEX_URL", "https://environment.example")
    assert package_index.setting("index-url") == "https://environment.example"


# Real code


def test_the_page_of_real_code():
    safe = Fix("", (), Applicability.SAFE)
    loud = Checked(
        2,
        (finding("d/a.py", 1, fix=safe), finding("d/a.py", 5), finding("d/a.py", 5)),
        (Problem("old.py", "cannot be parsed: no", 4),),
    )
    calm = Result(Repository("o/calm", "2" * 40), Checked(3, ()))
    results = [Result(Repository("o/loud", "1" * 40), loud), calm]
    tree, blob = "https://github.com/o/loud/tree/" + "1" * 40, "https://github.com/o/loud/blob/" + "1" * 40
    assert real_code.report(results) == (
        "3 findings in 1 of 5 files; 1 have a safe fix, 0 an unsafe one. "
        "Nothing was found in 1 of the 2 repositories.\n\n"
        "| repository | files | rule | findings |\n| --- | ---: | --- | --- |\n"
        f"| [o/loud]({tree}) `1111111` | 2 | missing-eval | [a.py:1]({blob}/d/a.py#L1), "
        f"[5]({blob}/d/a.py#L5) ×2 |\n"
        "\n## Nothing was found in\n\n"
        f"- [o/calm](https://github.com/o/calm/tree/{'2' * 40}) `2222222`: 3 files\n"
        "\n## No valid Python 3, and not checked\n\n"
        f"- o/loud: [old.py]({blob}/old.py#L4)\n"
    )


def test_repositories_are_pinned_and_sorted():
    names = [repository.name for repository in real_code.REPOSITORIES]
    assert names == sorted(set(names), key=str.lower)
    assert all(len(repository.commit) == 40 for repository in real_code.REPOSITORIES)
