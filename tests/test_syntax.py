"""Expressions, operations, names, places and files. The control flow is in ``test_syntax_paths``."""

from __future__ import annotations

import ast
import sysconfig
from pathlib import Path

import libcst as cst
import pytest
from graphs import check, expression, function, lower, only
from libcst.metadata import MetadataWrapper, PositionProvider

from lintrain.findings import Position, Span
from lintrain.syntax import ir
from lintrain.syntax.tree import SyntaxProblem, parse

# --- operations ---


def test_statements() -> None:
    assert render_op(only("a = b, c = d")) == "Assign a | (b, c) := d"
    assert render_op(only("a: int = 1")) == "Assign a := 1 : int"
    assert render_op(only("a.b: int")) == "Declare a.b : int"
    assert render_op(only("a @= b")) == "Augment a @ b"
    assert render_op(only("del a, b[0]")) == "Delete a b[0]"
    assert render_op(only("global a, b")) == "Outer global a b"
    assert render_op(only("pass")) == "Nothing"
    assert render_op(only("type X = int")) == "Nothing"


def render_op(op: ir.Op) -> str:
    match op:
        case ir.Assign(targets=targets, value=value, annotation=annotation):
            text = f"Assign {' | '.join(map(ir.render, targets))} := {ir.render(value)}"
            return f"{text} : {ir.render(annotation)}" if annotation else text
        case ir.Declare(target=target, annotation=annotation):
            return f"Declare {ir.render(target)} : {ir.render(annotation)}"
        case ir.Augment(target=target, op=sign, value=value):
            return f"Augment {ir.render(target)} {sign} {ir.render(value)}"
        case ir.Delete(targets=targets):
            return f"Delete {' '.join(map(ir.render, targets))}"
        case ir.Outer(kind=kind, names=names):
            return f"Outer {kind} {' '.join(names)}"
        case _:
            return type(op).__name__


@pytest.mark.parametrize(
    ("source", "names", "stars"),
    [
        ("import a", (("a", "a"),), ()),
        ("import a.b.c, d as e", (("a", "a"), ("e", "d")), ()),
        ("import a.b as c", (("c", "a.b"),), ()),
        ("from a.b import c as d, e", (("d", "a.b.c"), ("e", "a.b.e")), ()),
        ("from . import x", (("x", ".x"),), ()),
        ("from .. import x as y", (("y", "..x"),), ()),
        ("from ..a.b import (c,)", (("c", "..a.b.c"),), ()),
        ("from a import *", (), ("a",)),
        ("from .a import *", (), (".a",)),
        ("from . import *", (), (".",)),
    ],
)
def test_imports(source: str, names: object, stars: object) -> None:
    op = only(source)
    assert isinstance(op, ir.Import)
    assert (op.names, op.stars) == (names, stars)


def test_definitions() -> None:
    tree = lower(
        """
        @d(1)
        async def f(a, /, b: int = x, *c, e=2, **g) -> R:
            yield await a
        @k
        class C(A, *B, metaclass=M):
            z = 1
            def m(self): pass
        """
    )
    define, body = tree.code.nodes[2].op, tree.code.nodes[3].op
    assert isinstance(define, ir.Define)
    assert isinstance(body, ir.DefineClass)
    code = define.code
    assert [ir.render(d) for d in define.decorators] == ["d(1)"]
    assert (code.name, code.kind, code.is_async, code.is_generator) == ("f", "function", True, True)
    assert [(p.name, p.kind, p.keyword_only) for p in code.parameters] == [
        ("a", "", False),
        ("b", "", False),
        ("c", "*", False),
        ("e", "", True),
        ("g", "**", False),
    ]
    assert code.assigned == set("abceg")
    assert {"int", "x", "R", "a"} <= code.words
    assert "d" not in code.words
    assert [ir.render(b) for b in body.bases] == ["A", "*B"]
    assert (body.name, body.body.kind, body.body.assigned) == ("C", "class", frozenset(("z", "m")))
    assert {"metaclass", "M", "m", "self", "d", "R", "k"} <= tree.code.words
    assert tree.code.assigned == {"f", "C"}
    assert isinstance(tree.nodes[define.at], cst.FunctionDef)
    assert isinstance(tree.nodes[body.at], cst.ClassDef)


def test_names_bound_in_a_scope() -> None:
    code = function(
        """
        def f(p):
            global g
            g = 1
            a = b.c = d[e] = 1
            (h, [i, *j]) = k
            l += 1
            m: int
            for n, o in q: pass
            with r as s, t() as (u, v): pass
            try: pass
            except E as w: pass
            import x.y
            from z import aa as bb
            if (cc := dd): pass
            [(ee := ff) for gg in hh]
            lambda ii: jj
            def kk(): ll = 1
            match mm:
                case {"k": nn, **oo}: pass
                case P(pp, k=qq) | [rr, *ss] | (tt as uu): pass
            del vv
            return
            ww = 1
        """
    )
    expected = "p a h i j l m n o s u v w x bb cc ee kk nn oo pp qq rr ss tt uu vv ww"
    assert code.assigned == set(expected.split())
    assert code.outer == {"g"}
    assert {"ll", "ii", "gg", "z", "aa", "y", "P", "k"} <= code.words


def test_dead_yield_makes_a_generator() -> None:
    assert function("def f():\n  return\n  yield").is_generator
    assert not function("def f():\n  def g(): yield\n  lambda: (yield)").is_generator


def test_places() -> None:
    tree = lower("with a() as b: c = d()\nif (e): pass\nfor f in g: pass\n")
    kinds = {type(n.op).__name__: type(tree.nodes[n.op.at]) for n in tree.code.nodes if n.op.at >= 0}
    assert kinds == {
        "Enter": cst.WithItem,
        "Leave": cst.WithItem,
        "Assign": cst.Assign,
        "Branch": cst.If,
        "For": cst.For,
        "Nothing": cst.Pass,
    }
    assign = next(n.op for n in tree.code.nodes if isinstance(n.op, ir.Assign))
    assert isinstance(tree.nodes[assign.value.at], cst.Call)


# --- expressions ---


@pytest.mark.parametrize(
    "source",
    [
        "a.b(c, *d, e=f, **g)",
        "-a",
        "not a",
        "(a + (b * c))",
        "((a + b) - c)",
        "((a and b) or c)",
        "a < b not in c is not d",
        "(a if b else c)",
        "a[b]",
        "a[(b, c)]",
        "a[1:2:3]",
        "[a, *b]",
        "{a, b}",
        "()",
        "await a",
        "...",
        "None",
        "'text'",
    ],
)
def test_expressions_render_as_written(source: str) -> None:
    assert ir.render(expression(source)) == {"...": "Ellipsis"}.get(source, source)


@pytest.mark.parametrize(
    ("source", "rendered"),
    [
        ("a[b,]", "a[(b)]"),
        ("a[b, 1:]", "a[(b, 1:None)]"),
        ("a[::2]", "a[None:None:2]"),
        ("a[*b]", "a[*b]"),
        ("(a := b)", "b"),
    ],
)
def test_other_spellings(source: str, rendered: str) -> None:
    assert ir.render(expression(source)) == rendered


NUMBERS = ["1", "0x_ff", "1_000", "1.5e3", "2j"]
STRINGS = ["b'a' b'b'", "'a' \"b\"", "r'\\d'", "'\\n'", "'''a\nb'''", "u'x'", "'it\\'s'", "''", '""']
STRINGS += ["'\\N{EN DASH}'", "b'\\xff'", "rb'\\x'", "('a'\n 'b')", "'''a\\\nb'''", "''''a'''", "'''a\r\n'''"]


@pytest.mark.parametrize("source", NUMBERS + STRINGS)
def test_literals_mean_what_python_says(source: str) -> None:
    value = expression(source)
    assert isinstance(value, ir.Const)
    assert value.value == ast.literal_eval(source)


def test_odd_literals_do_not_fail() -> None:
    for source in ("'\\N{NO SUCH NAME}'", "'\\d'", "1" * 5000):
        assert isinstance(expression(source), ir.Const)


def test_formats() -> None:
    value = expression("f'{a:{b}} {c!r}' 'x' f'{d=}'")
    assert isinstance(value, ir.Format)
    assert [ir.render(p) for p in value.parts] == ["a", "b", "c", "d"]


def test_comprehensions() -> None:
    value = expression("{k: v for k, v in a if b if c for d in e}")
    assert isinstance(value, ir.Comprehension)
    assert (value.kind, ir.render(value.element)) == ("dict", "(k, v)")
    rendered = [(ir.render(t), ir.render(i), [ir.render(c) for c in cs]) for t, i, cs in value.loops]
    assert rendered == [("(k, v)", "a", ["b", "c"]), ("d", "e", [])]
    kinds = [expression(s) for s in ("[a for a in b]", "{a for a in b}", "(a for a in b)")]
    assert [v.kind for v in kinds if isinstance(v, ir.Comprehension)] == ["list", "set", "generator"]


def test_mappings_yields_and_lambdas() -> None:
    mapping = expression("{a: b, **c}")
    assert isinstance(mapping, ir.Mapping)
    assert [(k and ir.render(k), ir.render(v)) for k, v in mapping.items] == [("a", "b"), (None, "c")]
    code = function("def f():\n  a = yield\n  c = yield from b\n")
    yields = [n.op.value for n in code.nodes if isinstance(n.op, ir.Evaluate | ir.Assign)]
    assert [(y.value is None, y.is_from) for y in yields if isinstance(y, ir.Yield)] == [
        (True, False),
        (False, True),
    ]
    value = expression("lambda a, b=c: a(b)")
    assert isinstance(value, ir.Lambda)
    check(value.code)
    assert (value.code.kind, value.code.assigned) == ("lambda", frozenset(("a", "b")))
    returned = value.code.nodes[2].op
    assert isinstance(returned, ir.Return)
    assert returned.value is not None
    assert ir.render(returned.value) == "a(b)"


def test_what_is_handed_on_is_handed_on_one_by_one() -> None:
    code = function("def f():\n  yield from b\n  c()\n")
    check(code)
    head = next(i for i, n in enumerate(code.nodes) if isinstance(n.op, ir.For))
    loop = code.nodes[head].op
    assert isinstance(loop, ir.For)
    assert ir.render(loop.iterable) == "b"
    body = code.nodes[code.nodes[head].succ[0]]
    assert isinstance(body.op, ir.Evaluate)
    assert isinstance(body.op.value, ir.Yield)
    assert (body.op.value.value, body.succ, body.loops) == (loop.target, (head,), (head,))


@pytest.mark.parametrize("op", ["+", "and", "or", "*", "|"])
def test_long_chains_stay_shallow_and_in_order(op: str) -> None:
    value = expression(f" {op} ".join(f"a{i}" for i in range(1000)))
    names, pending, depth = [], [(value, 0)], 0
    while pending:
        current, level = pending.pop()
        depth = max(depth, level)
        if isinstance(current, ir.Binary | ir.Bool):
            pending += [(current.right, level + 1), (current.left, level + 1)]
        elif isinstance(current, ir.Name):
            names.append(current.id)
    assert names == [f"a{i}" for i in range(1000)]
    assert depth < 20


@pytest.mark.parametrize(
    "source",
    [
        "(" * 1000 + "a" + ")" * 1000,
        "[" * 20000 + "]" * 20000,
        "f(" * 5000 + ")" * 5000,
        "-" * 20000 + "1",
        "not " * 20000 + "a",
        "lambda: " * 20000 + "a",
        "a if b else " * 1000 + "c",
        "a / b - " * 300 + "c",
        "a" + ".b()" * 600,
    ],
)
def test_too_deep_is_a_problem_not_a_crash(source: str) -> None:
    with pytest.raises(SyntaxProblem, match="too deeply"):
        lower(source)


@pytest.mark.parametrize("source", ["x = 1  # " + "(" * 500, "# " + "-" * 1000, "s = '" + "[" * 900 + "'"])
def test_shallow_text_with_many_brackets_is_read(source: str) -> None:
    lower(source)


# --- files ---


@pytest.mark.parametrize(
    ("data", "row"),
    [
        (b"x = 1\ndef f(:\n", 2),
        (b"x = 1\nprint 'a'\n", 2),
        (b"x = '\xff'\n", 1),
        (b"# coding: nonsense\n", 1),
        (b"a = 1\n# coding: utf-8\nb = 1\nc = '\xff'\n", None),
        (b"a\0b", None),
        (b"if a:\n    b\n  c\n", 3),
        (b"x = (\n", 1),
    ],
)
def test_what_cannot_be_parsed(data: bytes, row: int | None) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        parse("t.py", data)
    assert caught.value.message
    assert row is None or caught.value.row == row


def test_syntax_unknown_to_libcst_is_named() -> None:
    with pytest.raises(SyntaxProblem, match="libcst cannot parse this") as caught:
        parse("t.py", b"a = 1\ndef f():\n    (x): int\n")
    assert caught.value.row == 3


def test_encodings() -> None:
    tree = parse("t.py", "\ufeffé = f()\r\n".encode())
    assert (tree.text, tree.bom, tree.encoding) == ("é = f()\r\n", True, "utf-8-sig")
    tree = parse("t.py", "# coding: latin-1\né = 'ü'\n".encode("latin-1"))
    assert (tree.text, tree.bom, tree.encoding) == ("# coding: latin-1\né = 'ü'\n", False, "iso-8859-1")
    assert parse("t.py", b"").text == ""


def test_positions_count_characters() -> None:
    tree = lower("é = 'ü' + (f(x) )\n")
    call = next(at for at, node in enumerate(tree.nodes) if isinstance(node, cst.Call))
    assert tree.span(call) == Span(Position(1, 12), Position(1, 16))
    start, end = tree.offsets(call)
    assert tree.text[start:end] == "f(x)"
    parent = tree.parent(tree.nodes[call])
    assert isinstance(parent, cst.BinaryOperation)
    assert tree.parent(tree.module) is None


@pytest.mark.parametrize(
    "source",
    [
        "try: pass\nexcept E : f(x) ; g()\nh()\n",
        "\x0cf(x)\n",
        "f(x)\n\n   \n      ",
        "f(x)\r\nif y:\r\tg(z)\rw\n",
        "for x in y:\n\x0c    f(x)\n\x0c    g(x)\n    h(x)\n\x0ci(x)\n",
        "x = 1\n\\\nf(x)\n",
    ],
)
def test_positions_where_libcst_drops_blanks(source: str) -> None:
    tree = parse("t.py", source.encode())
    for at, node in enumerate(tree.nodes):
        if isinstance(node, cst.Call | cst.Name):
            start, end = tree.offsets(at)
            assert tree.text[start:end] == cst.Module([]).code_for_node(node)


def test_positions_of_very_long_expressions() -> None:
    tree = lower("x = (" + "'a'\n" * 2000 + ")\ny\n")
    assert tree.span(tree.code.nodes[3].op.at).start == Position(2002, 1)


def test_numbers_are_deterministic() -> None:
    data = Path(ast.__file__).read_bytes()
    first, second = parse("a.py", data), parse("b.py", data)
    assert first.code == second.code
    assert [type(n) for n in first.nodes] == [type(n) for n in second.nodes]


# --- real files ---

LIBRARY = sorted(p for p in Path(sysconfig.get_path("stdlib")).glob("*/*.py") if "site" not in p.parts[-2])


@pytest.mark.parametrize(
    "path", LIBRARY[:: max(1, len(LIBRARY) // 150)], ids=lambda p: "/".join(p.parts[-2:])
)
def test_standard_library(path: Path) -> None:
    data = path.read_bytes()
    try:
        tree = parse(str(path), data)
    except SyntaxProblem as problem:
        pytest.skip(problem.message)
    check(tree.code)


def test_positions_agree_with_libcst() -> None:
    tree = parse("ast.py", Path(ast.__file__).read_bytes())
    known = MetadataWrapper(tree.module, unsafe_skip_copy=True).resolve(PositionProvider)
    for at, node in enumerate(tree.nodes):
        place, span = known[node], tree.span(at)
        assert (place.start.line, place.start.column + 1) == (span.start.row, span.start.column)
        assert (place.end.line, place.end.column + 1) == (span.end.row, span.end.column)
