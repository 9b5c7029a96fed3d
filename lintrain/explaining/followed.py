"""Which files an analysis looked into, and which imported names lead to none."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from lintrain.explaining.explanation import Files
from lintrain.flow.program import Program
from lintrain.model.project import Project
from lintrain.source.imports import FRAMEWORKS
from lintrain.source.paths import display
from lintrain.syntax import ir


def files_of(program: Program, project: Project, imports: Iterable[str]) -> Files:
    """Return the files of one analysis. ``imports`` are those that the text of the file may lead to."""
    followed = tuple(program.followed())
    reached = dict.fromkeys(map(display, imports))
    passed_over = tuple(path for path in reached if path not in followed)
    return Files(followed, passed_over, tuple(sorted(set(_unresolved(program, project)))))


def _unresolved(program: Program, project: Project) -> Iterator[str]:
    """Yield the imported names that are neither of the project nor known by documentation."""
    importer = program.root.unit.absolute
    for name in _imported(program):
        top = name.partition(".")[0]
        known = top in sys.stdlib_module_names or top in FRAMEWORKS
        if not known and (not importer or not _leads(project, importer, name)):
            yield name


def _leads(project: Project, importer: str, name: str) -> bool:
    found = project.first(importer, name)
    if found is None:
        return False
    spot, rest = found
    return bool(spot.file) or not rest or project.child(spot, rest[0]) is not None


def _imported(program: Program) -> Iterator[str]:
    for code in program.root.codes.values():
        for node in code.nodes:
            if isinstance(node.op, ir.Import):
                yield from (origin for _, origin in node.op.names)
                yield from node.op.stars
