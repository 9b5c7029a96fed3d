"""JUnit's XML, which nearly every CI service shows: a suite for each file, a failed case for each finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from lintrain.findings import Finding, Problem, Related
from lintrain.reporters.documents import sound_in_xml
from lintrain.reporters.repository import named
from lintrain.reporters.terminal import Terminal
from lintrain.reporters.told import UNCHECKED, Told
from lintrain.reporters.visible import at, place

MACHINE = True


def report(out: Terminal, told: Told) -> None:
    """Write a document. A clean file is a case that has passed."""
    cases: dict[str, list[Element]] = defaultdict(list)
    for problem in told.problems:
        cases[problem.path].append(_error(problem))
    for finding in told.findings:
        cases[finding.path].append(_failure(finding))
    for notice in told.notices:
        cases[notice.path].append(_skipped(notice))
    for file in told.files:
        cases[file.path] = cases[file.path] or [_case("lintrain", file.path)]
    suites = [_suite(path, cases[path]) for path in sorted(cases)]
    root = _counted("testsuites", {"name": "lintrain"}, suites)
    indent(root)
    text = tostring(root, encoding="unicode")
    # A stream in another encoding than it says would spoil it: what is not ASCII is spelled by its number.
    out.stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.stream.write(text.encode("ascii", "xmlcharrefreplace").decode("ascii") + "\n")


def _failure(finding: Finding) -> Element:
    case = _case(f"{finding.code} {finding.name}", finding.path, finding.span.start.row)
    message = sound_in_xml(finding.message)
    failure = SubElement(case, "failure", {"type": finding.severity.value, "message": message})
    help = [f"help: {finding.help}"] if finding.help else []
    said = [_line(finding), *map(_line, finding.related), *help]
    failure.text = sound_in_xml("\n".join(said))
    return case


def _line(item: Finding | Related) -> str:
    return f"{named(item.path)}{at(item.span)}: {item.message}"


def _error(problem: Problem) -> Element:
    where = place(problem.row, problem.column, problem.cell)
    case = _case(UNCHECKED, problem.path, problem.row)
    error = SubElement(case, "error", {"type": UNCHECKED, "message": sound_in_xml(problem.message)})
    error.text = sound_in_xml(f"{named(problem.path)}{where}: {problem.message}")
    return case


def _skipped(notice: Problem) -> Element:
    case = _case("notice", notice.path, notice.row)
    SubElement(case, "skipped", {"message": sound_in_xml(notice.message)})
    return case


def _case(name: str, path: str, row: int | None = None) -> Element:
    """Return a case. Its name has no row in it, by which services would take it for another one tomorrow."""
    file = sound_in_xml(named(path))
    line = {"line": str(row)} if row else {}
    return Element("testcase", {"name": name, "classname": file, "file": file, **line})


def _suite(path: str, cases: list[Element]) -> Element:
    known = Counter[str]()
    for case in cases:
        known[name := case.attrib["name"]] += 1
        if known[name] > 1:
            case.set("name", f"{name} ({known[name]})")
    return _counted("testsuite", {"name": sound_in_xml(named(path))}, cases)


def _counted(tag: str, attributes: dict[str, str], children: list[Element]) -> Element:
    element = Element(tag, attributes)
    element.extend(children)
    numbers = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    for key, kind in numbers.items():
        element.set(key, str(sum(1 for _ in element.iter(kind))))
    return element
