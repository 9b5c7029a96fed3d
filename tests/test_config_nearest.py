"""Which configuration counts for which file: nearest, extended, given on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from stand_in.command import run

EVERYTHING = "backward()\nstep()\nclip()\ndecay(everything)\nadvice()\n"
ALL = "T102 T101 T201"
NAMES = {"": "lintrain.toml", "own": ".lintrain.toml"}


@pytest.fixture
def tree(tmp_path):
    def make(**tables: str) -> Path:
        """Write configurations: the folder, and the name of the file after two underscores."""
        for where, table in tables.items():
            folder, _, name = where.partition("__")
            path = tmp_path / folder.replace("_", "/") / NAMES.get(name, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(table, encoding="utf-8")
            (path.parent / "a.py").write_text(EVERYTHING, encoding="utf-8")
        return tmp_path

    return make


def found(*arguments: str, cwd: Path) -> dict[str, str]:
    outcome = run("check", "--output-format", "json", *arguments, cwd=cwd)
    codes: dict[str, list[str]] = {}
    for finding in json.loads(outcome.out):
        name = Path(finding["filename"]).relative_to(cwd.resolve()).as_posix()
        codes.setdefault(name, []).append(finding["code"])
    return {name: " ".join(each) for name, each in codes.items()}


# The nearest


def test_each_file_has_the_nearest(tree):
    root = tree(
        p='select = ["T101"]',
        p_sub='select = ["T201"]',
        p_sub_deep='ignore = ["T1"]\nmin-severity = "warning"',
    )
    expected = {"p/a.py": "T101", "p/sub/a.py": "T201", "p/sub/deep/a.py": "T201"}
    assert found("p", cwd=root) == expected
    assert found(*expected, cwd=root) == expected
    assert found("p/sub/a.py", cwd=root) == {"p/sub/a.py": "T201"}


def test_nothing_is_inherited_without_extend(tree):
    root = tree(p='select = ["T101"]', p_sub="per-file-ignores = {}")
    assert found("p", cwd=root) == {"p/a.py": "T101", "p/sub/a.py": ALL}


def test_which_file_of_a_folder(tree):
    root = tree(p='select = ["T101"]', p__own='select = ["T201"]')
    (root / "p" / "pyproject.toml").write_text('[tool.lintrain]\nselect = ["T102"]\n', encoding="utf-8")
    assert found("p", cwd=root) == {"p/a.py": "T201"}


def test_patterns_are_those_of_the_nearest(tree):
    root = tree(
        p='extend-exclude = ["gen"]', p_gen="", p_sub='exclude = ["none"]', p_sub_gen="", p_sub_build=""
    )
    assert set(found("p", cwd=root)) == {"p/a.py", "p/sub/a.py", "p/sub/gen/a.py", "p/sub/build/a.py"}


def test_the_command_line_is_on_top_of_each(tree):
    root = tree(p='select = ["T101"]', p_sub='select = ["T2"]\nignore = ["T3"]')
    assert found("--extend-select", "T3", "p", cwd=root) == {"p/a.py": "T101 T301", "p/sub/a.py": "T201 T301"}
    assert found("--select", "T102", "p", cwd=root) == {"p/a.py": "T102", "p/sub/a.py": "T102"}


def test_events_and_fixes_are_those_of_the_nearest(tree):
    root = tree(p='unfixable = ["T101"]\nselect = ["T101"]', p_sub='select = ["T101"]')
    outcome = run("fix", "p", cwd=root)
    assert "Fixed p/sub/a.py: 1 T101 late-clip\n" in outcome.out
    assert (root / "p" / "a.py").read_text(encoding="utf-8") == EVERYTHING


def test_standard_input_has_the_nearest_of_its_name(tree):
    root = tree(p="", p_sub='select = ["T201"]')
    outcome = run(
        "check",
        "-",
        "--stdin-filename",
        "p/sub/new.py",
        "--output-format",
        "concise",
        cwd=root,
        stdin=EVERYTHING,
    )
    assert [line.split()[1] for line in outcome.out.splitlines() if ".py:" in line] == ["T201"]


def test_what_is_wrong_far_below_stops_the_run(tree):
    root = tree(p='select = ["T101"]', p_sub='\n\nselect = ["T1001"]')
    outcome = run("fix", "p", cwd=root)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == (
        f"error: {root.resolve()}/p/sub/lintrain.toml:3: "
        "`select`: unknown rule `T1001`. Did you mean `T101`?\n"
    )
    assert (root / "p" / "a.py").read_text(encoding="utf-8") == EVERYTHING


# extend


def test_extend_puts_a_table_on_top_of_another(tree):
    root = tree(
        base='select = ["T1", "T2"]\nextend-exclude = ["/a.py"]',
        p='extend = "../base/lintrain.toml"\nignore = ["T101"]',
    )
    (root / "p" / "b.py").write_text(EVERYTHING, encoding="utf-8")
    assert found("p", cwd=root) == {"p/a.py": "T102 T201", "p/b.py": "T102 T201"}  # its patterns are its own
    (root / "base" / "lintrain.toml").write_text('select = ["T1"]', encoding="utf-8")
    assert found("p", cwd=root) == {"p/a.py": "T102", "p/b.py": "T102"}


def test_extend_reads_the_table_of_a_project_file(tree):
    root = tree(p='extend = "../pyproject.toml"')
    (root / "pyproject.toml").write_text('[tool.lintrain]\nselect = ["T201"]\n', encoding="utf-8")
    assert found("p", cwd=root) == {"p/a.py": "T201"}


def test_a_circle_is_named(tree):
    root = tree(p='extend = "b.toml"')
    (root / "p" / "b.toml").write_text('extend = "lintrain.toml"', encoding="utf-8")
    here = root.resolve() / "p"
    assert run("check", "p", cwd=root).err == (
        f"error: {here}/b.toml: `extend` leads in a circle: "
        f"{here}/lintrain.toml extends {here}/b.toml extends {here}/lintrain.toml\n"
    )


@pytest.mark.parametrize(
    ("extend", "error"),
    [
        ('"gone.toml"', "{here}/gone.toml: does not exist"),
        ("3", "{here}/lintrain.toml:1: `extend` must be a string"),
        ('"pyproject.toml"', "{here}/pyproject.toml: it has no table `tool.lintrain`"),
    ],
)
def test_what_cannot_be_extended(tree, extend, error):
    root = tree(p=f"extend = {extend}")
    (root / "p" / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    outcome = run("check", "p", cwd=root)
    assert (outcome.code, outcome.err) == (2, f"error: {error.format(here=root.resolve() / 'p')}\n")


# --config


def test_a_given_file_is_used_instead_of_all_others(tree):
    root = tree(p='select = ["T101"]', p_sub="", q='select = ["T201"]\nextend-exclude = ["/p/sub"]')
    assert found("--config", "q/lintrain.toml", "p", cwd=root) == {"p/a.py": "T201"}


def test_a_given_value_is_on_top_of_each_file(tree):
    root = tree(p='select = ["T101"]', p_sub='select = ["T2"]')
    assert found("--config", 'extend-select = ["T3"]', "p", cwd=root) == {
        "p/a.py": "T101 T301",
        "p/sub/a.py": "T201 T301",
    }
    given = ("--config", 'select=["T1"]', "--config", 'per-file-ignores."sub/*"=["T102"]')
    assert found(*given, ".", cwd=root / "p") == {"a.py": "T102 T101", "sub/a.py": "T101"}
    assert found(*given, "--select", "T201", ".", cwd=root / "p") == {"a.py": "T201", "sub/a.py": "T201"}


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("selct=[]", "--config:1: `selct` is not a setting. Did you mean `select`?"),
        ('output-format="xml"', "--config:1: `output-format` must be one of full, azure, "),
        ("select=[", "--config: not TOML: "),
        ('extend="a.toml"', "--config: `extend` stands in files only"),
        ("gone.toml", "gone.toml: does not exist"),
    ],
)
def test_what_is_given_and_wrong(tree, given, error):
    outcome = run("check", "--config", given, cwd=tree(p=""))
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"error: {error}")


def test_isolated_reads_no_file_but_takes_values(tree):
    root = tree(p='select = ["T101"]')
    assert found("--isolated", "p", cwd=root) == {"p/a.py": ALL}
    assert found("--isolated", "--config", 'ignore=["T1"]', "p", cwd=root) == {"p/a.py": "T201"}


# Keys


def test_per_file_select(tree):
    table = """
select = ["T101", "T2"]
extend-select = ["T3"]
ignore = ["T102"]
[per-file-select]
"sub/*" = ["T1"]
"!sub/**" = ["T201"]
"""
    root = tree(p=table, p_sub__x="")
    assert found("p", cwd=root) == {"p/a.py": "T201 T301", "p/sub/a.py": "T101 T301"}
    assert found("--select", "T102", "p", cwd=root) == {"p/a.py": "T102", "p/sub/a.py": "T102"}
    assert found("--ignore", "T3", "p", cwd=root) == {"p/a.py": "T201", "p/sub/a.py": "T101"}


def test_include(tree):
    root = tree(p='include = ["sub/**", "!b.py"]', p_sub__x="")
    (root / "p" / "sub" / "b.py").write_text(EVERYTHING, encoding="utf-8")
    assert set(found("p", cwd=root)) == {"p/sub/a.py"}
    assert set(found("p/a.py", cwd=root)) == {"p/a.py"}  # what is given by name is meant


def test_force_exclude_in_a_file(tree):
    root = tree(p='force-exclude = true\nexclude = ["a.py"]')
    assert found("p/a.py", cwd=root) == {}


@pytest.mark.parametrize("wanted", [">=0.0.1,<99", "!=99", "0.1"])
def test_a_version_that_fits(tree, wanted):
    assert run("check", cwd=tree(p=f'required-version = "{wanted}"') / "p").code == 1


@pytest.mark.parametrize(
    ("wanted", "error"),
    [
        (">=99", "`>=99` is wanted, and this is lintrain 0.1.0"),
        ("0.1.1", "`0.1.1` is wanted, and this is lintrain 0.1.0"),
        (">0.1", "`>0.1` is wanted, and this is lintrain 0.1.0"),
        ("newest", "`newest` says no version (such as `>=0.1,<2`)"),
    ],
)
def test_another_version_is_refused(tree, wanted, error):
    root = tree(p=f'required-version = "{wanted}"')
    outcome = run("check", "p", cwd=root)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"error: {root.resolve()}/p/lintrain.toml:1: `required-version`: {error}\n"


# Rows of what is wrong


def test_everything_that_is_wrong_is_named_with_its_row(tmp_path):
    text = """\
[project]
select = ["not ours"]

[tool.lintrain]
# select = ["T101"]
selct = []
ignore = [
    "T101",
    "late-clap",
]
'output-format' = 3

[tool.lintrain.per-file-ignores]
"b.py" = ["T1"]
"a.py" = ["T1", 'T1001']
"""
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    errors = run("check", cwd=tmp_path).err.splitlines()
    start = f"error: {tmp_path.resolve()}/pyproject.toml:"
    rows = [line.removeprefix(start).split(": `tool.lintrain.") for line in errors]
    assert [(row, message.partition("`")[0]) for row, message in rows] == [
        ("6", "selct"),
        ("9", "ignore"),
        ("11", "output-format"),
        ("15", "per-file-ignores"),
    ]
