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
    "jumps outside of loops end the scope": ("a()\nbreak\nb()", {"a ."}),
}


@pytest.mark.parametrize("name", PATHS)
def test_paths(name: str) -> None:
    source, expected = PATHS[name]
    code = function("async def f():\n" + textwrap.indent(source, "    "))
    check(code)
    assert set(walk(code, 0, (), ())) == expected


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
