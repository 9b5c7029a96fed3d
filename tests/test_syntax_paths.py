"""Control flow: every statement has the paths that Python gives it."""

from __future__ import annotations

import textwrap

import pytest
from graphs import check, function, label, lower, walk

from lintrain.syntax import ir
from lintrain.syntax.tree import SyntaxProblem

PATHS = {
    "straight": ("a(); b()", {"a b ."}),
    "if": ("if p: a()\nz()", {"a z .", "z ."}),
    "if-elif-else": ("if p: a()\nelif q: b()\nelse: c()\nz()", {"a z .", "b z .", "c z ."}),
    "elif without else": ("if p: a()\nelif q: b()\nz()", {"a z .", "b z .", "z ."}),
    "while": ("while p: a()\nz()", {"z .", "a z ."}),
    "while-else": ("while p: a()\nelse: e()\nz()", {"e z .", "a e z ."}),
    "for-else-break": (
        "for x in y:\n  a()\n  if p: break\n  b()\nelse: e()\nz()",
        {"e z .", "a z .", "a b e z .", "a b a z ."},
    ),
    "continue": ("for x in y:\n  a()\n  if p: continue\n  b()\nz()", {"z .", "a z .", "a b z ."}),
    "return": ("a()\nif p:\n  return\nz()", {"a return .", "a z ."}),
    "dead code is dropped": (
        "return\na()\nwhile p: b()\ntry: c()\nexcept E: d()\nfinally: f()",
        {"return ."},
    ),
    "raise outside try": ("a()\nraise E", {"a raise X"}),
    "call outside try": ("a()", {"a ."}),
    "try-except": (
        "try:\n  a()\n  b()\nexcept E: h()\nz()",
        {"a b z .", "a! h z .", "a b! h z ."},
    ),
    "several handlers": (
        "try: a()\nexcept E: g()\nexcept F: h()\nz()",
        {"a z .", "a! g z .", "a! h z ."},
    ),
    "try-else is not guarded": ("try: a()\nexcept E: h()\nelse: e()\nz()", {"a e z .", "a! h z ."}),
    "handlers are not guarded": ("try: a()\nexcept E:\n  h()\n  raise\nz()", {"a z .", "a! h raise X"}),
    "raise in try": ("try:\n  a\n  raise E\nexcept F: h()\nz()", {"a raise h z ."}),
    "try without a call": ("try: x = d[k]\nexcept KeyError: h()\nz()", {"z .", "! h z ."}),
    "guarded import": ("try: import a\nexcept ImportError: h()\nz()", {"import z .", "import! h z ."}),
    "try star": ("try: a()\nexcept* E: h()\nz()", {"a z .", "a! h z ."}),
    "nested try": (
        "try:\n  try: a()\n  except E: h()\nexcept F: g()\nz()",
        {"a z .", "a! h z .", "a! h! g z .", "a! g z ."},
    ),
    "a bare except stops it": (
        "try:\n  try: a()\n  except: h()\nexcept F: g()\nz()",
        {"a z .", "a! h z .", "a! h! g z ."},
    ),
    "finally": ("try: a()\nfinally: f()\nz()", {"a f z .", "a! f X"}),
    "try-except-finally": (
        "try: a()\nexcept E: h()\nfinally: f()\nz()",
        {"a f z .", "a! h f z .", "a! h! f X", "a! f X"},
    ),
    "bare except and finally": (
        "try: a()\nexcept: h\nfinally: f()\nz()",
        {"a f z .", "a! h f z ."},
    ),
    "return through finally": ("try: return\nfinally: f()\nz()", {"return f ."}),
    "returned call through finally": ("try: return a()\nfinally: f()", {"return f .", "return! f X"}),
    "two returns share a finally": (
        "try:\n  if p: return\n  if q: return\nfinally: f()\nz()",
        {"return f .", "f z ."},
    ),
    "return in finally swallows": ("try: a()\nfinally: return", {"a return .", "a! return ."}),
    "break and continue through finally": (
        "for x in y:\n  try:\n    if p: break\n    if q: continue\n    b\n  finally: f()\n  c\n"
        "else: e()\nz()",
        {"e z .", "f z .", "f e z .", "f f z .", "b f c e z .", "b f c f z ."},
    ),
    "finally inside finally": (
        "try:\n  try: return\n  finally: f()\nfinally: g()\nz()",
        {"return f g .", "return f! g X"},
    ),
    "exceptional finally continues outwards": (
        "try:\n  try: a()\n  finally: f\nexcept E: h()\nz()",
        {"a f z .", "a! f h z ."},
    ),
    "with": ("with w: a()\nz()", {"enter-w a leave-w z ."}),
    "with several": (
        "with v, w as x: a()\nz()",
        {"enter-v enter-w a leave-w leave-v z ."},
    ),
    "return out of with": (
        "with v, w:\n  if p: return\n  a()\nz()",
        {"enter-v enter-w return leave-w leave-v .", "enter-v enter-w a leave-w leave-v z ."},
    ),
    "break out of with": (
        "while p:\n  with w:\n    if q: break\n    a()\n  b()\nelse: e()\nz()",
        {
            "e z .",
            "enter-w leave-w z .",
            "enter-w a leave-w b e z .",
            "enter-w a leave-w b enter-w leave-w z .",
        },
    ),
    "continue out of with": (
        "while p:\n  with w:\n    if q: continue\n    a()\n  b()\nelse: e()",
        {"e .", "enter-w leave-w e .", "enter-w a leave-w b e ."},
    ),
    "the loop is inside the with": (
        "with w:\n  while p:\n    break\nz()",
        {"enter-w leave-w z ."},
    ),
    "exception leaves the with": (
        "try:\n  with w: a()\nexcept E: h()\nz()",
        {"enter-w a leave-w z .", "enter-w a! leave-w h z ."},
    ),
    "return through with and finally": (
        "try:\n  with w: return\nfinally: f()",
        {"enter-w return leave-w f ."},
    ),
    "match": (
        "match s:\n  case 1: a()\n  case [x, *y] if p: b()\n  case _: c()\nz()",
        {"s a z .", "s b z .", "s c z ."},
    ),
    "match without default": ("match s:\n  case A(): a()\nz()", {"s a z .", "s z ."}),
    "guarded default": ("match s:\n  case x if p: a()\nz()", {"s a z .", "s z ."}),
    "nothing after a default": ("match s:\n  case 1 | _: a()\n  case 2: b()\nz()", {"s a z ."}),
    "assert": ("try: assert p\nexcept E: h()\nz()", {"p z .", "p! h z ."}),
    "async": (
        "async with w:\n  async for x in y: a()\nawait b()",
        {"enter-w leave-w await b() .", "enter-w a leave-w await b() ."},
    ),
    "return in each part of a try": (
        "try:\n  if p: return\n  a\nexcept E: return\nelse:\n  if q: return\n  e\nfinally: f()\nz()",
        {
            *("return f .", "a return f .", "a e f z ."),
            *("! return f .", "a! return f .", "return! return f ."),
            *("! f X", "a! f X", "return! f X"),
        },
    ),
    "break in a handler, continue in else": (
        "for x in y:\n  try: a()\n  except E: break\n  else: continue\n  finally: f()\n  b()\nz()",
        {"z .", "a f z .", "a! f z .", "a! f X", "a f a! f z .", "a f a! f X"},
    ),
    "a finally that breaks swallows": (
        "while p:\n  try: a()\n  finally: break\nz()",
        {"z .", "a z .", "a! z ."},
    ),
    "parenthesised with": ("with (v as x, w,): a()\nz()", {"enter-v enter-w a leave-w leave-v z ."}),
    "unparenthesised except": ("try: a()\nexcept E, F: h()\nz()", {"a z .", "a! h z ."}),
    "async for else": ("async for x in y: a()\nelse: e()\nz()", {"e z .", "a e z ."}),
    "jumps outside of loops end the scope": ("a()\nbreak\nb()", {"a ."}),
}


@pytest.mark.parametrize("name", PATHS)
def test_paths(name: str) -> None:
    source, expected = PATHS[name]
    code = function("async def f():\n" + textwrap.indent(source, "    "))
    check(code)
    assert set(walk(code, 0, (), ())) == expected


MODERN = {
    "type alias": "type X = int\ntype Y[T: int = str] = list[T]",
    "generic function": "def f[T: int, *Ts, **P](x: T) -> T: return x",
    "generic class": "class C[T = int](B[T], metaclass=M): x: T",
    "nested f-string": "f'{f'{x}'}' + f\"{d[\"k\"]:>{w}} {y!r} {z=}\"",
    "f-string over lines": "f'{\n  x  # why\n}'",
    "template string": "x = t'{a} {b!r}'",
    "except without parentheses": "try: a()\nexcept A, B: b()",
    "except* without parentheses": "try: a()\nexcept* A, B: b()",
    "decorators": "@a[0](x)\n@(lambda f: f)\n@b if c else d\ndef f(): pass",
    "stars": "a, *b = *c, *d\nfor x in *a, *b: c[*a]\ndef f(*args: *Ts): return *a, *b",
    "awaited comprehensions": "async def f(): return [await x async for x in y if await z]",
    "walrus": "if (n := f()) and [m := x for x in y]: d[(k := 1)]",
    "lambda": "lambda a, /, b=f(), *c, d=g(), **e: (a, b)",
    "del": "del a, b.c, d[0], (e, [f])",
    "scopes": "def f():\n  x = 1\n  def g():\n    nonlocal x\n    global y\n    x = y = 2",
}


@pytest.mark.parametrize("name", MODERN)
def test_syntax_of_all_versions_is_read(name: str) -> None:
    check(lower(MODERN[name]).code)


@pytest.mark.parametrize("source", ["(y): int = 1", "print 'x'", "match x:\n  case a.b as: c"])
def test_what_cannot_be_read_is_a_named_problem(source: str) -> None:
    with pytest.raises(SyntaxProblem, match=r"libcst cannot parse|Missing parentheses|invalid"):
        lower(source)


PATTERNS = {
    "1 | 'x' | None | a.b": (),
    "[x, *rest] | (x, *rest)": ("rest", "x"),
    "{'k': v, a.b: [w], **others}": ("others", "v", "w"),
    "C(p, A(), q=[r, _]) as whole": ("p", "r", "whole"),
    "[_, *_]": (),
    "str() | (int() as number)": ("number",),
    "x": ("x",),
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_bind(pattern: str) -> None:
    code = lower(f"match s:\n  case {pattern} if p: a()\nz()").code
    bound = [node.op.names for node in code.nodes if isinstance(node.op, ir.Bind)]
    assert bound == ([PATTERNS[pattern]] if PATTERNS[pattern] else [])
    assert code.assigned == set(PATTERNS[pattern])


def test_handlers_bind() -> None:
    code = lower("try: a()\nexcept E as error: b()").code
    assert [node.op.names for node in code.nodes if isinstance(node.op, ir.Bind)] == [("error",)]


def test_branches_and_loops() -> None:
    code = function(
        """
        def f():
            for a in b:
                while c:
                    d()
                e()
        """
    )
    ops = {type(n.op).__name__ + str(len(n.loops)): i for i, n in enumerate(code.nodes)}
    head, inner = ops["For0"], ops["Branch1"]
    by_label = {label(n.op): n for n in code.nodes}
    assert by_label["d"].loops == (head, inner)
    assert by_label["e"].loops == (head,)
    branch = code.nodes[inner].op
    assert isinstance(branch, ir.Branch)
    assert branch.loop
    assert code.nodes[head].succ == (inner, 1)


def test_while_true_is_a_constant_condition() -> None:
    branch = lower("while True: a()").code.nodes[2].op
    assert isinstance(branch, ir.Branch)
    assert branch.loop
    assert isinstance(branch.condition, ir.Const)
    assert branch.condition.value is True


def test_copies_of_a_finally_share_their_numbers() -> None:
    tree = lower("try:\n  a()\nfinally:\n  f()\n  def g(): h()\n")
    calls = [n.op.at for n in tree.code.nodes if label(n.op) == "f"]
    assert len(calls) == 2
    assert len(set(calls)) == 1
    assert len(set(tree.nodes)) == len(tree.nodes)


def test_nested_finally_is_refused_before_it_explodes() -> None:
    source = "x()"
    for _ in range(20):
        source = "while p:\n" + textwrap.indent(
            f"try:\n  if q: break\n  if r: return\n  a()\nfinally:\n{textwrap.indent(source, '  ')}", "  "
        )
    with pytest.raises(SyntaxProblem, match="nested too deeply"):
        lower(source)
