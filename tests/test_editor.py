"""Edits for fixers: what changes is what was asked for, and every other byte stays."""

from __future__ import annotations

import ast
import sysconfig
import textwrap
from collections.abc import Callable
from pathlib import Path

import libcst as cst
import pytest

from lintrain.events import Place
from lintrain.findings import Edit
from lintrain.syntax.edit import CannotEdit, Editor, apply
from lintrain.syntax.tree import parse


def edit(source: str) -> Editor:
    return Editor(parse("t.py", source.encode()))


def call(editor: Editor, name: str) -> cst.Call:
    """Find the call of ``name``."""
    for node in editor.tree.nodes:
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Name) and node.func.value == name:
            return node
    raise AssertionError(name)


def line(editor: Editor, name: str) -> cst.BaseStatement:
    return editor.statement(call(editor, name))


def insert_before(source: str, name: str, text: str = "new()") -> str:
    editor = edit(source)
    return apply(source, [editor.insert_before(line(editor, name), text)])


def insert_after(source: str, name: str, text: str = "new()") -> str:
    editor = edit(source)
    return apply(source, [editor.insert_after(line(editor, name), text)])


def delete(source: str, name: str) -> str:
    editor = edit(source)
    return apply(source, [editor.delete(line(editor, name))])


def move(source: str, name: str, target: str) -> str:
    editor = edit(source)
    return apply(source, editor.move_before(line(editor, name), line(editor, target)))


# --- finding ---


def test_finding_nodes() -> None:
    editor = edit("def f():\n    for x in y:\n        z = (a(b) )  # c\n        d()\n")
    node = call(editor, "a")
    at = editor.tree.nodes.index(node)
    assert editor.node(at) is editor.node(Place("t.py", at)) is node
    assert editor.source(node) == "a(b)"
    statement = editor.statement(node)
    assert editor.source(statement) == "z = (a(b) )"
    assert editor.indent(statement) == " " * 8
    siblings, index = editor.block(statement)
    assert [editor.source(s) for s in siblings] == ["z = (a(b) )", "d()"]
    assert index == 0
    assert isinstance(editor.enclosing(node, cst.For, cst.FunctionDef), cst.For)
    assert isinstance(editor.enclosing(node, cst.FunctionDef), cst.FunctionDef)
    assert editor.enclosing(node, cst.ClassDef) is None
    assert editor.statement(statement) is statement


@pytest.mark.parametrize(
    "source",
    [
        "if p:\n    x\nelif a():\n    y\n",
        "try:\n    x\nexcept a():\n    y\n",
        "match x:\n    case 1 if a():\n        y\n",
        "with a():\n    y\n",
        "@a()\ndef f():\n    y\n",
        "class C(a()):\n    y\n",
    ],
)
def test_a_header_belongs_to_the_whole_statement(source: str) -> None:
    editor = edit(source)
    assert editor.statement(call(editor, "a")) is editor.tree.module.body[0]


@pytest.mark.parametrize(
    "source", ["if p: a()\n", "class C: a()\n", "if p: b(); a()\n", "else_ = 1\nfor x in y: a()"]
)
def test_a_one_line_suite_cannot_be_edited(source: str) -> None:
    editor = edit(source)
    with pytest.raises(CannotEdit, match="header of its block"):
        line(editor, "a")


def test_the_module_is_no_statement() -> None:
    editor = edit("a()\n")
    with pytest.raises(CannotEdit):
        editor.statement(editor.tree.module)


# --- inserting ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a()\n", "new()\na()\n"),
        ("a()", "new()\na()"),
        ("if p:\n\tb()\r\n\ta()\r\n", "if p:\n\tb()\r\n\tnew()\r\n\ta()\r\n"),
        ("b()\r\na()", "b()\r\nnew()\r\na()"),
        ("if p:\n  # about a\n  # more\n  a()\n", "if p:\n  new()\n  # about a\n  # more\n  a()\n"),
        ("b()\n\n# section\n\n# about\na()\n", "b()\n\n# section\n\nnew()\n# about\na()\n"),
        ("#!/bin/python\n# licence\na()\n", "#!/bin/python\n# licence\nnew()\na()\n"),
        ('x = """\n# no comment"""\na()\n', 'x = """\n# no comment"""\nnew()\na()\n'),
        ("if p:\n    b()\n# left\n    a()\n", "if p:\n    b()\n# left\n    new()\n    a()\n"),
        ("# c\n@d\n@e\ndef f(x=a()): pass\n", "# c\nnew()\n@d\n@e\ndef f(x=a()): pass\n"),
        ("z()\n# c\n@d\n# e\ndef f(x=a()): pass\n", "z()\nnew()\n# c\n@d\n# e\ndef f(x=a()): pass\n"),
        ("x = [\n  a(),\n]\n", "new()\nx = [\n  a(),\n]\n"),
        ("a();\n", "new()\na();\n"),
        ("\x0ca()\n", "new()\n\x0ca()\n"),
    ],
)
def test_insert_before(source: str, expected: str) -> None:
    assert insert_before(source, "a") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a()\n", "a()\nnew()\n"),
        ("a()", "a()\nnew()"),
        ("b()\r\na()", "b()\r\na()\r\nnew()"),
        ("if p:\n\ta()  # c\r\n\tb()\n", "if p:\n\ta()  # c\r\n\tnew()\r\n\tb()\n"),
        ("x = [\n  a(),\n]\nb()\n", "x = [\n  a(),\n]\nnew()\nb()\n"),
        ("x = a('''\n  b''')\nc()\n", "x = a('''\n  b''')\nnew()\nc()\n"),
        ("for x in a():\n    b()\n    # end\nc()\n", "for x in a():\n    b()\n    # end\nnew()\nc()\n"),
        (
            "for x in a():\n    b()\n\n    # end\n\n# next\nc()\n",
            "for x in a():\n    b()\n\n    # end\nnew()\n\n# next\nc()\n",
        ),
        ("for x in a(): b(); c()\nd()\n", "for x in a(): b(); c()\nnew()\nd()\n"),
        ("for x in a():\n    b()", "for x in a():\n    b()\nnew()"),
        ("try: z()\nexcept E : a\nx = a()\n", "try: z()\nexcept E : a\nx = a()\nnew()\n"),
    ],
)
def test_insert_after(source: str, expected: str) -> None:
    assert insert_after(source, "a") == expected


def test_several_lines_are_indented_together() -> None:
    source = "if p:\r\n    a()\r\n"
    text = "if q:\n    b()\n\nc()"
    expected = "if p:\r\n    if q:\r\n        b()\r\n\r\n    c()\r\n    a()\r\n"
    assert insert_before(source, "a", text) == expected
    assert insert_after("a()", "a", text) == "a()\nif q:\n    b()\n\nc()"


@pytest.mark.parametrize("action", [insert_before, insert_after, delete])
@pytest.mark.parametrize("source", ["a(); b()\n", "b(); a()\n", "x = 1\n\\\na()\nb()\n"])
def test_shared_lines_are_refused(action: Callable[[str, str], str], source: str) -> None:
    with pytest.raises(CannotEdit) as caught:
        action(source, "a")
    assert caught.value.reason


# --- deleting ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a()\n", ""),
        ("b()\na()  # c\nc()\n", "b()\nc()\n"),
        ("b()\r\n# about\r\na()\r\nc()\r\n", "b()\r\n# about\r\nc()\r\n"),
        ("b()\n# fmt: off\na()\n# fmt: on\nc()\n", "b()\n# fmt: off\n# fmt: on\nc()\n"),
        ("b()\na()", "b()"),
        ("b()\n\n# section\n\na()\nc()\n", "b()\n\n# section\n\nc()\n"),
        ("if p:\n    b()\n    a(\n      x,\n    )\nc()\n", "if p:\n    b()\nc()\n"),
        ("b()\n@d\ndef f(x=a()):\n    pass\n    # end\nc()\n", "b()\nc()\n"),
    ],
)
def test_delete(source: str, expected: str) -> None:
    assert delete(source, "a") == expected


def test_the_only_statement_of_a_block_stays() -> None:
    with pytest.raises(CannotEdit, match="only statement"):
        delete("if p:\n    a()\n", "a")


# --- moving ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("t()\na()\n", "a()\nt()\n"),
        ("t()\na()", "a()\nt()"),
        ("t()\r\nb()\r\na()", "a()\r\nt()\r\nb()"),
        ("a()\nb()\nt()\n", "b()\na()\nt()\n"),
        ("a()\nt()\n", "a()\nt()\n"),
        ("x()\n# t\nt()\n# a\na()  # b\nc()\n", "x()\n# a\na()  # b\n# t\nt()\nc()\n"),
        ("if p:\n    t()\na()\nb()\n", "if p:\n    a()\n    t()\nb()\n"),
        ("if p:\n\tb()\n\t# c\n\ta(\n\t\tx,\n)\nt()\n", "if p:\n\tb()\n# c\na(\n\tx,\n)\nt()\n"),
        ("if t():\n    b()\n    a()\n", "a()\nif t():\n    b()\n"),
        ("t()\nfor x in a():\n    b()\n\n    # c\nd()\n", "for x in a():\n    b()\n\n    # c\nt()\nd()\n"),
        ("t()\nx = a('''\n  b''')\n", "x = a('''\n  b''')\nt()\n"),
        (
            "if p:\n    t()\nif q:\n    b()\n    a('''\n  b''')\n",
            "if p:\n    a('''\n  b''')\n    t()\nif q:\n    b()\n",
        ),
    ],
)
def test_move_before(source: str, expected: str) -> None:
    assert move(source, "a", "t") == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("a()\nt()", "t()\na()"),
        ("if p:\n    t()\na()", "if p:\n    t()\n    a()"),
        ("if p:\n    t()\na()\nb()\n", "if p:\n    t()\n    a()\nb()\n"),
        ("x()\n# a\na()  # b\r\nt()", "x()\nt()\r\n# a\na()  # b"),
    ],
)
def test_move_after(source: str, expected: str) -> None:
    editor = edit(source)
    one, target = (editor.statement(call(editor, name)) for name in "at")
    assert apply(source, editor.move_after(one, target)) == expected


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("t()\nif p:\n    b()\n    a('''\n  b''')\n", "string that spans lines"),
        ("t()\nif p:\n    b()\n    a(f'''\n  b{c}''')\n", "string that spans lines"),
        ("t()\nif p:\n    b()\n    a('x\\\n  y')\n", "string that spans lines"),
        ("t()\nif p:\n    a()\n", "only statement"),
        ("for x in a():\n    t()\n", "into or out of itself"),
        ("x = a(t())\n", "into or out of itself"),
        ("b(); t()\na()\n", "share the line"),
        ("t()\nb(); a()\n", "share the line"),
    ],
)
def test_what_cannot_be_moved(source: str, reason: str) -> None:
    with pytest.raises(CannotEdit, match=reason):
        move(source, "a", "t")


# --- expressions ---


def test_replace_and_wrap() -> None:
    source = "x = ( a(b) ) + 'é' + a.c(d)\n"
    editor = edit(source)
    node = call(editor, "a")
    assert apply(source, [editor.replace(node, "z")]) == "x = ( z ) + 'é' + a.c(d)\n"
    assert apply(source, editor.wrap(node, "f(", ")")) == "x = ( f(a(b)) ) + 'é' + a.c(d)\n"


def test_replace_behind_blanks_that_libcst_drops() -> None:
    source = "try: pass\nexcept (E) : a(b)\n"
    editor = edit(source)
    assert apply(source, [editor.replace(call(editor, "a"), "z")]) == "try: pass\nexcept (E) : z\n"


def test_apply() -> None:
    assert apply("abcd", [Edit(3, 3, "y"), Edit(1, 2, "x"), Edit(0, 0, "1"), Edit(0, 0, "2")]) == "12axcyd"
    assert apply("abc", []) == "abc"
    for edits in ([Edit(0, 2, ""), Edit(1, 3, "")], [Edit(2, 4, "")], [Edit(2, 1, "")]):
        with pytest.raises(ValueError, match="overlaps"):
            apply("abc", edits)


# --- real files ---

LIBRARY = [p for p in Path(sysconfig.get_path("stdlib")).glob("*.py") if p.stat().st_size < 40_000]


@pytest.mark.parametrize("path", sorted(LIBRARY)[::8], ids=lambda p: p.name)
def test_edits_of_real_files_do_just_that(path: Path) -> None:
    """Inserting before and after, deleting and moving, against the same done to Python's own tree."""
    with path.open(encoding="utf-8", newline="") as file:
        source = file.read()
    editor = edit(source)
    statements = every_statement(editor)
    for statement in statements[:: len(statements) // 8 + 1]:
        place = ast_path(editor, statement)
        try:
            before = apply(source, [editor.insert_before(statement, "new()")])
            after = apply(source, [editor.insert_after(statement, "new()")])
        except CannotEdit:
            continue
        assert_same(before, source, lambda body, i: body.insert(i, NEW), place)
        assert_same(after, source, lambda body, i: body.insert(i + 1, NEW), place)
        siblings, index = editor.block(statement)
        try:
            deleted = apply(source, [editor.delete(statement)])
            moved = apply(source, editor.move_before(statement, siblings[max(index - 2, 0)]))
        except CannotEdit:
            continue
        assert_same(deleted, source, lambda body, i: body.pop(i), place)
        assert_same(moved, source, lambda body, i: body.insert(max(i - 2, 0), body.pop(i)), place)
        assert len(moved) == len(source)


NEW = ast.parse("new()").body[0]


def every_statement(editor: Editor) -> list[cst.BaseStatement]:
    found: list[cst.BaseStatement] = []
    for node in editor.tree.nodes:
        try:
            statement = editor.statement(node)
            siblings, _ = editor.block(statement)
        except CannotEdit:
            continue
        lines = [s for s in siblings if isinstance(s, cst.SimpleStatementLine)]
        if all(len(s.body) == 1 for s in lines) and statement not in found[-50:]:
            found.append(statement)
    return found


def ast_path(editor: Editor, statement: cst.BaseStatement) -> tuple[int, int]:
    """Return the row and column of a statement, which find it in Python's tree too."""
    start = editor.tree.positions.span(statement).start
    return start.row, len(editor.text.splitlines()[start.row - 1][: start.column - 1].encode())


def assert_same(
    edited: str, source: str, change: Callable[[list[ast.stmt], int], object], place: tuple[int, int]
) -> None:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if not isinstance(body, list):
                continue
            for index, child in enumerate(body):
                if (child.lineno, child.col_offset) == place:
                    change(body, index)
                    assert ast.dump(ast.parse(edited)) == ast.dump(tree)
                    return
    raise AssertionError(textwrap.shorten(f"no statement at {place}", 80))
