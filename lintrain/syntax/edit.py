"""Text edits for fixers: whole lines in and out of blocks, expressions replaced, nothing reformatted.

An :class:`Editor` finds its way in the syntax tree and answers in character ranges of the file's own
text, so that line endings, indentation, comments and a missing final newline stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

import libcst as cst

from lintrain.events import Place
from lintrain.findings import Edit

from .lines import Lines
from .tree import Tree

NodeT = TypeVar("NodeT", bound=cst.CSTNode)

_TAIL = re.compile(r"[ \t\f]*;?[ \t\f]*(?:#.*)?")
_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


class CannotEdit(Exception):
    """A clean edit is impossible here; the reason is for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Editor:
    """Finds nodes of ``tree`` and turns changes to them into :class:`~lintrain.findings.Edit`.

    ``others`` are the trees of other files, by path.
    """

    def __init__(self, tree: Tree, others: Callable[[str], Tree] | None = None) -> None:
        self.tree = tree
        self._others = others
        self.text = tree.text
        self.lines = Lines(tree.text)

    # --- finding ---

    def node(self, place: Place | int) -> cst.CSTNode:
        """Return the node at a place, or with a number."""
        if isinstance(place, Place) and place.path != self.tree.path:
            raise CannotEdit("what proves it stands in several files")
        return self.tree.nodes[place.key if isinstance(place, Place) else place]

    def at(self, place: Place) -> Editor:
        """Return the editor of the file that a place is in."""
        if place.path == self.tree.path or self._others is None:
            return self
        return Editor(self._others(place.path), self._others)

    def elsewhere(self, edits: Iterable[Edit]) -> tuple[Edit, ...]:
        """Return edits made with this editor as edits of a file that is not the finding's."""
        return tuple(replace(edit, path=self.tree.path) for edit in edits)

    def source(self, node: cst.CSTNode) -> str:
        """Return the exact text of ``node``, without parentheses around it."""
        start, end = self.tree.positions.offsets(node)
        return self.text[start:end]

    def enclosing(self, node: cst.CSTNode, *types: type[NodeT]) -> NodeT | None:
        """Return the nearest ancestor of one of ``types``."""
        parent = self.tree.parent(node)
        while parent is not None and not isinstance(parent, types):
            parent = self.tree.parent(parent)
        return parent

    def statement(self, node: cst.CSTNode) -> cst.BaseStatement:
        """Return the statement that ``node`` stands in, or is: a line, or a compound statement.

        The header of an ``elif``, ``except`` or ``case`` belongs to the whole statement.

        Raises:
            CannotEdit: it stands in a one-line suite such as ``if x: y()``.
        """
        current: cst.CSTNode | None = node
        while current is not None:
            parent = self.tree.parent(current)
            if isinstance(parent, cst.SimpleStatementSuite):
                raise CannotEdit("the statement shares its line with the header of its block")
            if isinstance(current, _STATEMENTS) and isinstance(parent, cst.IndentedBlock | cst.Module):
                return current
            current = parent
        raise CannotEdit("this is not inside a statement")

    def block(self, statement: cst.BaseStatement) -> tuple[Sequence[cst.BaseStatement], int]:
        """Return the statements of the block around ``statement``, and its index among them."""
        parent = self.tree.parent(statement)
        if not isinstance(parent, cst.IndentedBlock | cst.Module):
            raise CannotEdit("the statement is not in an indented block")
        body: list[cst.BaseStatement] = []
        for sibling in parent.body:
            assert isinstance(sibling, _STATEMENTS)
            body.append(sibling)
        return body, body.index(statement)

    def indent(self, statement: cst.BaseStatement) -> str:
        """Return the blanks in front of ``statement``."""
        head = self._head(statement)
        indent = self.text[self.lines.start(head) : head]
        if indent.strip(" \t\f"):
            raise CannotEdit("the statement does not begin its line")
        return indent.lstrip("\f")

    # --- expressions ---

    def replace(self, node: cst.CSTNode, text: str) -> Edit:
        """Replace ``node``, without parentheses around it, by ``text``."""
        start, end = self.tree.positions.offsets(node)
        return Edit(start, end, text)

    def wrap(self, node: cst.CSTNode, before: str, after: str) -> tuple[Edit, ...]:
        """Put text around ``node``; parentheses that it already has stay outside."""
        start, end = self.tree.positions.offsets(node)
        return Edit(start, start, before), Edit(end, end, after)

    # --- lines ---

    def insert_before(self, statement: cst.BaseStatement, line: str) -> Edit:
        """Insert ``line`` (or lines, indented relative to each other) above ``statement``.

        It goes above the comments directly over the statement, which may be suppressions.
        """
        self._refuse_shared(statement)
        at = self._top(statement)
        newline = self.lines.newline_near(at)
        return Edit(at, at, self._indented(line, self.indent(statement), newline) + newline)

    def insert_after(self, statement: cst.BaseStatement, line: str) -> Edit:
        """Insert ``line`` (or lines) below ``statement`` and all that is indented under it."""
        self._refuse_shared(statement)
        at = self._bottom(statement)
        newline = self.lines.newline_near(max(at - 1, 0))
        inserted = self._indented(line, self.indent(statement), newline)
        return Edit(at, at, inserted + newline if self.lines.is_start(at) else newline + inserted)

    def delete(self, statement: cst.BaseStatement) -> Edit:
        """Remove the lines of ``statement``, with the comment behind it; those above it stay."""
        _, end = self._extent(statement)
        return self._removed(self.lines.start(self._head(statement)), end)

    def _removed(self, start: int, end: int) -> Edit:
        if not self.lines.is_start(end):
            start = self.lines.end_of_previous(start)  # there was no final newline: let there be none
        return Edit(start, end, "")

    def move_before(self, statement: cst.BaseStatement, target: cst.BaseStatement) -> tuple[Edit, ...]:
        """Move ``statement`` above ``target``, with its comments, indented like ``target``."""
        self._refuse_shared(target)
        return self._move(statement, target, self._top(target))

    def move_after(self, statement: cst.BaseStatement, target: cst.BaseStatement) -> tuple[Edit, ...]:
        """Move ``statement`` below ``target`` and all that is indented under it."""
        self._refuse_shared(target)
        return self._move(statement, target, self._bottom(target))

    def _move(self, statement: cst.BaseStatement, target: cst.BaseStatement, at: int) -> tuple[Edit, ...]:
        start, end = self._extent(statement)
        if start < at < end or self._is_inside(statement, target):
            raise CannotEdit("a statement cannot be moved into or out of itself")
        old, new = self.indent(statement), self.indent(target)
        if old != new and self._has_tall_string(statement):
            raise CannotEdit("moving it would change a string that spans lines")
        newline = self.lines.newline_near(max(at - 1, 0))
        moved = "".join(new + line[len(old) :] if line.startswith(old) and line.strip() else line
                        for line in self.lines.between(start, end))  # fmt: skip
        if at == start:  # nothing but its indentation changes
            return (Edit(start, end, moved),)
        if not self.lines.is_start(end):
            moved += newline
        if not self.lines.is_start(at):
            moved = newline + moved.removesuffix(newline)
        return self._removed(start, end), Edit(at, at, moved)

    def indent_under(self, statement: cst.BaseStatement, header: str) -> tuple[Edit, ...]:
        """Put ``header`` above ``statement``, and indent the statement under it."""
        if self._has_tall_string(statement):
            raise CannotEdit("indenting it would change a string that spans lines")
        self._refuse_shared(statement)
        unit, position, end = self._unit(statement), self._top(statement), self._bottom(statement)
        newline = self.lines.newline_near(position)
        before, edits = self.indent(statement) + header + newline, []
        for line in self.lines.between(position, end):
            if line.strip():
                edits.append(Edit(position, position, before + unit))
                before = ""
            position += len(line)
        return tuple(edits)

    def _unit(self, statement: cst.BaseStatement) -> str:
        """Return what the body of ``statement`` is indented by."""
        body = getattr(statement, "body", None)
        return (
            getattr(body, "indent", None) if body is not None else None
        ) or self.tree.module.default_indent

    # --- what belongs to a statement ---

    def _head(self, statement: cst.BaseStatement) -> int:
        """Return where ``statement`` begins, decorators included."""
        decorators = getattr(statement, "decorators", ())
        return self.tree.positions.offsets(decorators[0] if decorators else statement)[0]

    def _top(self, statement: cst.BaseStatement) -> int:
        """Return the start of the first line of ``statement`` and of the comments directly above it."""
        comment = self.indent(statement) + "#"
        first = top = self.lines.start(self._head(statement))
        for line in reversed(getattr(statement, "leading_lines", ())):
            above = self.lines.line_before(top)
            if line.comment is None or not above.startswith(comment):
                return top
            top -= len(above)
        return top or first  # a comment in the first line (shebang, licence) is not the statement's

    def _bottom(self, statement: cst.BaseStatement) -> int:
        """Return the end of the last line of ``statement`` and of deeper comments that end its block."""
        end = self.tree.positions.offsets(statement)[1]
        bottom = self.lines.end(end)
        if not _TAIL.fullmatch(self.text[end:bottom].rstrip("\r\n")):
            raise CannotEdit("something else follows the statement on its line")
        if isinstance(statement, cst.SimpleStatementLine):
            return bottom
        return self._below_footer(bottom, self.indent(statement))

    def _below_footer(self, bottom: int, indent: str) -> int:
        position = bottom
        while position < len(self.text):
            line = self.text[position : self.lines.end(position)]
            blanks = line[: len(line) - len(line.lstrip(" \t"))]
            position += len(line)
            if line.strip() and not (line.lstrip().startswith("#") and len(blanks) > len(indent)):
                break
            if line.strip():
                bottom = position
        return bottom

    def _extent(self, statement: cst.BaseStatement) -> tuple[int, int]:
        """Return the range of the whole lines of a statement that may be taken away."""
        self._refuse_shared(statement)
        siblings, _ = self.block(statement)
        if len(siblings) == 1 and not isinstance(self.tree.parent(statement), cst.Module):
            raise CannotEdit("it is the only statement of its block")
        return self._top(statement), self._bottom(statement)

    def _refuse_shared(self, statement: cst.BaseStatement) -> None:
        """Refuse what does not have its lines to itself."""
        if isinstance(statement, cst.SimpleStatementLine) and len(statement.body) > 1:
            raise CannotEdit("several statements share the line")
        start = self.lines.start(self._head(statement))
        if self.lines.line_before(start).rstrip("\r\n").endswith("\\"):
            raise CannotEdit("the line continues another one")

    def _is_inside(self, outer: cst.CSTNode, node: cst.CSTNode | None) -> bool:
        while node is not None and node is not outer:
            node = self.tree.parent(node)
        return node is not None

    def _has_tall_string(self, statement: cst.CSTNode) -> bool:
        pending = [statement]
        while pending:
            node = pending.pop()
            value = getattr(node, "value", None)
            is_text = isinstance(node, cst.SimpleString) or type(node).__name__.endswith("StringText")
            if is_text and isinstance(value, str) and ("\n" in value or "\r" in value):
                return True
            pending += node.children
        return False

    def _indented(self, line: str, indent: str, newline: str) -> str:
        return newline.join(indent + part if part.strip() else part for part in line.split("\n"))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply ``edits`` to ``text``; insertions at one place keep their order.

    Raises:
        ValueError: two edits overlap, or one lies outside the text.
    """
    parts: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if not position <= edit.start <= edit.end <= len(text):
            raise ValueError(
                f"the edit {edit.start}:{edit.end} overlaps another one or lies outside the text"
            )
        parts += text[position : edit.start], edit.text
        position = edit.end
    return "".join(parts) + text[position:]
