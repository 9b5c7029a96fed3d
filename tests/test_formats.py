"""Every format: what it is read back as, whatever stands in names of files, messages and source."""

from __future__ import annotations

import html
import io
import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stand_in.reports import finding, fix, locate, span

from lintrain.findings import Applicability, Edit, FileReport, Finding, Fix, Problem, Related, Severity, Span
from lintrain.reporters.documents import sound, sound_in_xml
from lintrain.reporters.formats import DEFAULT, load, names
from lintrain.reporters.job_summary import MOST, write_job_summary
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import visible

MACHINES = [name for name in names() if load(name).MACHINE]
PEOPLE = [name for name in names() if not load(name).MACHINE]


def written(name: str, told: Told) -> str:
    stream = io.StringIO()
    load(name).report(Terminal(stream), told)
    return stream.getvalue()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


# Which there are


def test_the_formats_are_the_files_of_their_folder():
    assert names()[0] == DEFAULT
    assert {"concise", "grouped", "json-lines", "sarif", "junit"} < set(names())
    assert PEOPLE == ["full", "concise", "grouped"]


# Whatever is written is read back

NASTY = [
    "\n",
    "\r\n",
    "\r",
    "::error::x",
    "%0A",
    "%",
    "]]>",
    "]",
    ";",
    ",",
    "|",
    "`",
    "\\",
    '"',
    "<b>",
    "&amp;",
]
NASTY += [
    "\x00",
    "\x1b[31m",
    "\x9b",
    "\ufffe",
    "\udfff",
    "\udc80",
    "\u2028",
    "\u202e",
    "##vso[x]y",
    "é",
    "🔥",
    " ",
]
TEXTS = st.lists(st.sampled_from([*NASTY, "a", "b c"]), min_size=1, max_size=6).map("".join)
NAMES = st.lists(st.sampled_from([*NASTY, "a"]), min_size=1, max_size=4).map(
    lambda parts: "".join(parts).replace("\x00", "").replace("\udfff", "").replace("/", "") + ".py"
)


def told_of(name: str, text: str) -> Told:
    """Return a report in which everything that others have written is ``text``."""
    source = f"# {text}".replace("\r", " ").replace("\n", " ") + "\nstep()\nclip()\n"
    here = locate(source, "clip()")
    at = source.index("clip()")
    repair = Fix(text, (Edit(at, at + 6, text),), Applicability.SAFE, text)
    step = Related(text, name, locate(source, "step()"))
    made = Finding(name, here, "X1", "some-name", Severity.WARNING, text, text, (step,), repair)
    problem = Problem(name, text, 2, 1)
    return Told(
        (FileReport(name, (made,), (problem,), text=source),), (made,), (problem,), (Problem(name, text),)
    )


def lines_of(text: str) -> list[str]:
    """Split output as services do that read it line by line."""
    return re.split("\r\n|\r|\n", text)[:-1]


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_json_is_read_back_as_it_was(name, text):
    told = told_of(name, text)
    found, unchecked = json.loads(written("json", told))
    path = os.path.abspath(name)
    assert (found["filename"], found["message"]) == (path, text)
    assert found["related"][0]["message"] == found["fix"]["message"] == text
    assert found["fix"]["edits"][0]["content"] == text
    assert (unchecked["filename"], unchecked["message"]) == (path, text)
    lines = lines_of(written("json-lines", told))
    assert [json.loads(line) for line in lines] == [found, unchecked]


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_documents_for_services_hold_what_is_text_as_it_was(name, text):
    told = told_of(name, text)
    for format in ("gitlab", "rdjson", "sarif"):
        written(format, told).encode("ascii")
    issue, unchecked = json.loads(written("gitlab", told))
    assert issue["description"] == f"X1 some-name: {sound(text)}"
    assert issue["location"]["path"].endswith(sound(name))
    assert unchecked["description"] == f"{UNCHECKED}: {sound(text)}"
    first, second, third = json.loads(written("rdjson", told))["diagnostics"]
    assert first["message"] == f"some-name: {sound(text)}"
    assert first["suggestions"][0]["text"] == sound(text)
    assert second["message"] == third["message"] == sound(text)
    (run,) = json.loads(written("sarif", told))["runs"]
    (result,) = run["results"]
    assert result["message"]["text"] == f"{sound(text)}\nhelp: {sound(text)}"
    (replacement,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"] == sound(text)
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [(note["level"], note["message"]["text"]) for note in notes] == [
        ("error", sound(text)),
        ("warning", sound(text)),
    ]


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_xml_is_read_back_as_it_was(name, text):
    root = ElementTree.fromstring(written("junit", told_of(name, text)))
    shown = sound_in_xml(text)
    (failure,), (error,), (skipped,) = (list(root.iter(tag)) for tag in ("failure", "error", "skipped"))
    assert failure.get("message") == error.get("message") == skipped.get("message") == shown
    assert failure.text.count(shown) >= 3
    assert error.text.endswith(f":2:1: {shown}")
    assert {case.get("file").endswith(sound_in_xml(name)) for case in root.iter("testcase")} == {True}
    assert {key: root.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }


def github(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as GitHub's runner does."""
    assert line.startswith("::")
    head, _, message = line[2:].partition("::")
    name, _, said = head.partition(" ")
    properties = dict(item.split("=", 1) for item in said.split(","))
    decoded = {key: unescaped(value, {"%3A": ":", "%2C": ","}) for key, value in properties.items()}
    return name, decoded, unescaped(message, {})


def unescaped(text: str, more: dict[str, str]) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, char)
    return text


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_annotations_of_github_say_what_was_meant(name, text):
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        lines = lines_of(written("github", told_of(name, text)))
    unchecked, found, notice = map(github, lines)
    shown = visible(text)
    assert [each[0] for each in (unchecked, found, notice)] == ["error", "warning", "warning"]
    assert (unchecked[2], found[2], notice[2]) == (shown, f"{shown}\nhelp: {shown}", shown)
    assert found[1]["file"].endswith(visible(name))
    assert found[1] | {"file": ""} == {
        "title": "X1 some-name", "file": "", "line": "3", "endLine": "3", "col": "1", "endColumn": "7",
    }  # fmt: skip


def azure(line: str) -> tuple[dict[str, str], str]:
    """Read a command as the agent of Azure Pipelines does."""
    head, _, message = line.partition("]")
    assert head.startswith("##vso[task.logissue ")
    items = head.removeprefix("##vso[task.logissue ").split(";")[:-1]
    table = {"%3B": ";", "%5D": "]", "%0D": "\r", "%0A": "\n", "%AZP25": "%"}
    return {key: _azure(value, table) for key, _, value in (item.partition("=") for item in items)}, _azure(
        message, {code: table[code] for code in ("%0D", "%0A", "%AZP25")}
    )


def _azure(text: str, table: dict[str, str]) -> str:
    for code, char in table.items():
        text = text.replace(code, char)
    return text


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_issues_of_azure_say_what_was_meant(name, text):
    lines = lines_of(written("azure", told_of(name, text)))
    unchecked, found, notice = map(azure, lines)
    shown = visible(text)
    assert (unchecked[1], found[1], notice[1]) == (shown, f"some-name: {shown}", shown)
    assert found[0].pop("sourcepath").endswith(visible(name))
    assert found[0] == {"type": "warning", "linenumber": "3", "columnnumber": "1", "code": "X1"}
    assert (unchecked[0]["type"], notice[0]["type"]) == ("error", "warning")


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_nothing_that_people_read_obeys_what_was_written(name, text):
    for format in PEOPLE:
        printed = written(format, told_of(name, text))
        assert {char for char in printed if not char.isprintable()} <= {"\n", "\ufffe"}
        assert not any(line.startswith("::") for line in printed.split("\n"))


# Where things stand


def everywhere(path: str, text: str = "step()\nclip()\n", **changes: object) -> Told:
    shown = replace(finding(text, "clip()", **changes), path=path)
    return Told((FileReport(path, (shown,), text=text),), (shown,))


def test_paths_are_those_of_the_repository(repository):
    told = everywhere("a b.py")
    assert json.loads(written("gitlab", told))[0]["location"]["path"] == "sub/a b.py"
    assert json.loads(written("rdjson", told))["diagnostics"][0]["location"]["path"] == "sub/a b.py"
    assert github(lines_of(written("github", told))[0])[1]["file"] == "sub/a b.py"
    assert azure(lines_of(written("azure", told))[0])[0]["sourcepath"] == "sub/a b.py"
    assert ElementTree.fromstring(written("junit", told))[0].get("name") == "sub/a b.py"
    (run,) = json.loads(written("sarif", told))["runs"]
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{repository.as_uri()}/"}}
    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": "sub/a%20b.py",
        "uriBaseId": "%SRCROOT%",
    }


def test_a_file_outside_of_the_repository_is_named_in_full(repository):
    outside = str(repository.parent / "x:y é.py")
    told = everywhere(outside)
    assert json.loads(written("gitlab", told))[0]["location"]["path"] == outside
    (run,) = json.loads(written("sarif", told))["runs"]
    (location,) = run["results"][0]["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": Path(outside).as_uri().replace("%3A", ":")}


SEVERITIES = {
    Severity.ERROR: ("error", "major", "ERROR", "error", "error"),
    Severity.WARNING: ("warning", "minor", "WARNING", "warning", "warning"),
    Severity.ADVICE: ("notice", "info", "INFO", "warning", "note"),
}


@pytest.mark.parametrize("severity", Severity)
def test_severities(repository, severity):
    told = everywhere("a.py", severity=severity)
    assert SEVERITIES[severity] == (
        github(lines_of(written("github", told))[0])[0],
        json.loads(written("gitlab", told))[0]["severity"],
        json.loads(written("rdjson", told))["diagnostics"][0]["severity"],
        azure(lines_of(written("azure", told))[0])[0]["type"],
        json.loads(written("sarif", told))["runs"][0]["results"][0]["level"],
    )
    (failure,) = ElementTree.fromstring(written("junit", told)).iter("failure")
    assert failure.get("type") == severity.value


def test_columns_count_bytes_in_rdjson_and_characters_elsewhere(repository):
    told = everywhere("a.py", "é🔥; clip()\n", fix=fix("é🔥; clip()\n", ("clip", "klip")))
    (diagnostic,) = json.loads(written("rdjson", told))["diagnostics"]
    assert diagnostic["location"]["range"]["start"] == {"line": 1, "column": 9}
    assert diagnostic["suggestions"][0]["range"]["end"] == {"line": 1, "column": 13}
    assert github(lines_of(written("github", told))[0])[1]["col"] == "5"
    (run,) = json.loads(written("sarif", told))["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 5


def test_a_fix_of_several_edits_is_one_suggestion_and_several_replacements(repository):
    source = "a\nbb\nclip()\n"
    told = everywhere("a.py", source, fix=fix(source, ("clip", "klip"), ("a\n", "")))
    (suggestion,) = json.loads(written("rdjson", told))["diagnostics"][0]["suggestions"]
    assert suggestion == {
        "range": {"start": {"line": 1, "column": 1}, "end": {"line": 3, "column": 5}},
        "text": "bb\nklip",
    }
    (run,) = json.loads(written("sarif", told))["runs"]
    replacements = run["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"]
    assert [each["insertedContent"]["text"] for each in replacements] == ["klip", ""]
    assert [each["deletedRegion"]["endLine"] for each in replacements] == [3, 2]


def test_a_span_of_several_rows_has_no_columns_on_github(repository):
    told = everywhere("a.py", "clip()\n  + 1\n", span=span(1, 1, 2, 6))
    _, properties, _ = github(lines_of(written("github", told))[0])
    assert properties == {"title": "X1 some-name", "file": "sub/a.py", "line": "1", "endLine": "2"}


# Notebooks

ROWS = ["step()\n", "clip()"]


def notebook(folder: Path, source: object) -> str:
    cells = [{"cell_type": "markdown", "source": ["x\n", "y"]}, {"cell_type": "code", "source": source}]
    content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "n.ipynb").write_text(json.dumps(content, indent=1), encoding="utf-8")
    return "n.ipynb"


@pytest.mark.parametrize(("source", "row"), [(ROWS, 14), ("".join(ROWS), 12)])
def test_a_cell_is_named_and_the_row_is_that_of_the_file(repository, source, row):
    path = notebook(repository / "sub", source)
    where = Path(path).read_text(encoding="utf-8").splitlines()[row - 1]
    assert "clip()" in where
    made = Edit(0, 4, "stop", cell=2)
    shown = Finding(
        path, Span(*(span(2, 1, 2, 7).start, span(2, 1, 2, 7).end), cell=2), "X1", "some-name",
        Severity.ERROR, "told", fix=Fix("t", (made,), Applicability.SAFE),
    )  # fmt: skip
    told = Told(
        (FileReport(path, (shown,), cells={2: "".join(ROWS)}),), (shown,), (Problem(path, "p", 3, 1, cell=2),)
    )
    unchecked, (_, properties, message) = map(github, lines_of(written("github", told)))
    assert properties == {
        "title": "X1 some-name",
        "file": "sub/n.ipynb",
        "line": str(row),
        "endLine": str(row),
    }
    assert message == "told (cell 2, 2:1)"
    assert unchecked[1:] == ({"title": UNCHECKED, "file": "sub/n.ipynb"}, "p (cell 2)")
    issue, _ = json.loads(written("gitlab", told))
    assert issue["location"]["positions"]["begin"] == {"line": row}
    assert issue["description"].endswith("told (cell 2, 2:1)")
    assert "linenumber=" + str(row) in written("azure", told)
    (result,) = json.loads(written("sarif", told))["runs"][0]["results"]
    assert "fixes" not in result
    assert result["locations"][0]["logicalLocations"] == [{"name": "cell 2", "kind": "cell"}]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": row, "endLine": row}
    diagnostic, _ = json.loads(written("rdjson", told))["diagnostics"]
    assert diagnostic["location"]["range"]["start"] == {"line": row}
    assert "suggestions" not in diagnostic
    assert "n.ipynb:cell 2:2:1: told" in written("junit", told)
    assert "  cell 2:2:1  X1 [*] some-name" in written("grouped", told)


def test_a_notebook_that_has_changed_since_is_named_by_its_first_row(repository):
    (repository / "sub" / "n.ipynb").write_text("[1, {", encoding="utf-8")
    shown = replace(
        finding("a\n", "a"), path="n.ipynb", span=Span(span(1, 1, 1, 2).start, span(1, 1, 1, 2).end, cell=4)
    )
    told = Told((FileReport("n.ipynb", (shown,), cells={4: "a"}),), (shown,))
    assert github(lines_of(written("github", told))[0])[1]["line"] == "1"


# Fingerprints


def prints(*places: tuple[str, str, int]) -> Iterator[str]:
    """Yield the fingerprints of findings: the path, the text of the file, and the row."""
    shown = [
        replace(finding(text, text[0]), path=path, span=span(row, 1, row, 2)) for path, text, row in places
    ]
    files = [FileReport(path, (one,), text=text) for (path, text, _), one in zip(places, shown, strict=True)]
    for issue in json.loads(written("gitlab", Told(files, shown))):
        yield issue["fingerprint"]


def test_fingerprints_do_not_move_with_rows(repository):
    assert list(prints(("a.py", "clip()\n", 1))) == list(prints(("a.py", "# new\n\nif x:\n    clip()\n", 4)))


def test_fingerprints_tell_files_rows_and_repetitions_apart(repository):
    text = "clip()\nstep()\nclip()\n"
    every = [("a.py", text, 1), ("a.py", text, 2), ("a.py", text, 3), ("b.py", text, 1)]
    found = list(prints(*every))
    assert len(set(found)) == 4
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in found)


def test_cases_of_junit_are_named_without_rows_and_apart(repository):
    text = "clip()\nclip()\n"
    shown = [finding(text, "clip()"), replace(finding(text, "clip()"), span=locate(text, "clip()", 1))]
    told = Told((FileReport("a.py", tuple(shown), text=text), FileReport("b.py")), shown)
    cases = list(ElementTree.fromstring(written("junit", told)).iter("testcase"))
    assert [(case.get("name"), case.get("line")) for case in cases] == [
        ("X1 some-name", "1"),
        ("X1 some-name (2)", "2"),
        ("lintrain", None),
    ]


# The job's summary


def test_the_summary_of_a_job_is_appended_and_holds_everything(repository, monkeypatch):
    summary = repository / "summary.md"
    summary.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    told = replace(
        everywhere("a.py"), problems=(Problem("b.py", "cannot be parsed: x", 3),), ending=("Found it.",)
    )
    written("github", told)
    assert html.unescape(summary.read_text(encoding="utf-8")) == (
        "before\n### lintrain\n\nFound it.\n\n"
        "| where | rule | severity | what is wrong |\n| --- | --- | --- | --- |\n"
        "| sub/b.py:3:1 | not checked | error | cannot be parsed: x |\n"
        "| sub/a.py:2:1 | X1 some-name | error | a message |\n\n"
    )


@settings(max_examples=60, deadline=None)
@given(NAMES, TEXTS)
def test_markdown_shows_what_was_meant(tmp_path_factory, name, text):
    path = tmp_path_factory.mktemp("summary") / "summary.md"
    write_job_summary(str(path), told_of(name, text))
    rows = path.read_text(encoding="utf-8").split("\n")[4:-2]
    cells = [row.removeprefix("| ").removesuffix(" |").split(" | ") for row in rows]
    assert [html.unescape(row[3]) for row in cells] == [visible(text)] * 2
    assert [len(row) for row in cells] == [4, 4]
    markup = re.compile(r"[\\`*_\[\]<>|@]")
    assert not any(markup.search(cell) for row in cells for cell in row)


def test_a_summary_is_not_longer_than_github_takes(tmp_path):
    shown = [replace(finding("a\n", "a"), message="m" * 10_000)] * (MOST + 3)
    write_job_summary(str(tmp_path / "s.md"), Told((), shown))
    text = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert len(text) < 1_000_000
    assert text.endswith("3 more are not shown.\n\n")


def test_a_summary_that_cannot_be_written_is_told(repository, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(repository))
    name, _, message = github(lines_of(written("github", everywhere("a.py")))[-1])
    assert (name, message) == ("warning", f"no job summary: {repository}: Is a directory")
