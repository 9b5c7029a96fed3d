"""Two front ends, one graph: what Python's own ``ast`` is lowered to, number for number what libcst is.

``benchmarks/front_ends.py`` asks the same of whole trees of code.
"""

from __future__ import annotations

import sysconfig
import textwrap
from pathlib import Path

import pytest
from case_files import CASES
from graphs import lower

from lintrain.analysis import analyse
from lintrain.model.project import Project
from lintrain.rule import static_rules
from lintrain.syntax.quick.build import quick_module
from lintrain.syntax.tree import parse

STANDARD = Path(sysconfig.get_paths()["stdlib"])
MODULES = (
    "ast",
    "asyncio/base_events",
    "dataclasses",
    "inspect",
    "locale",
    "statistics",
    "typing",
    "zipfile",
)
SPELLINGS = """
    x = a, *b, c
    x: int = 1
    x: 'Optimizer'
    a.b, c[0], (d, *e) = f = g
    x += 1; x @= y
    x = -1 - +2 ** ~3 // 4 % 5 << 6 >> 7 & 8 | 9 ^ 10
    x = a and b and c or d and (e and f) or not g
    x = a < b <= c is not d not in e != f
    x = 1j + 0x_ff + 1_000.5e3 + 10 ** 100
    x = 'a' "b" 'c\\n' r'\\d', b'a' b'b', u'x', '''a
    b'''
    x = f'{a}' 'b', f'', 'a' f'b', f'{a!r:>{width}.{digits}} {b=}', f"{x[1]:{y}}"
    x = ..., None, True, False, __debug__
    x = a[1], a[1:2], a[::2], a[1:], a[:, None], a[..., 0], a[b, c], a[(b, c)], a[b,], a[()], a[(b), (c)]
    x = a[(b), c], a[((b), c)], a[(b, c), d], a[lambda: 1, 2], a[b](c)[d]
    x = [a, *b], {a, *b}, {a: b, **c, 'd': e}, {}, [], ()
    x = [a for b in c if d if e for f in g], {a for a in b}, {a: b for a, b in c}, (a for a in b)
    x = lambda: 0, lambda a, /, b=1, *c, d, e=2, **f: a
    x = a if b else c if d else e
    x = (y := 1)
    f(a, *b, c=1, *d, e=2, **g)
    f(a for a in b)
    f(c=1, *d)
    del a, b[0], c.d
    del (a, b), c
    del (a, b)
    del [a, b]
    global g, h
    import a, b.c, d.e as f
    from . import a
    from .. import b as c
    from .a.b import (c, d as e,)
    from a import *
    assert a, b
    assert (a, b)

    @decorated
    @decorated.by(x=1)
    async def f(a: int, b: str = 'x', *args: T, c, d: int = 2, **kwargs: S) -> R[int]:
        nonlocal x
        async with a as b, c as (d, e), f:
            await g((yield))
        async for a, *b in c:
            yield a
        else:
            return
        return [a async for a in b]

    def g(*, a):
        x = yield from a
        yield from a
        yield

    class C(A, B.D, *E): pass

    class C(A, metaclass=M, **kw):
        '''Documented.'''
        x: int
        def m(self): ...

    with (a as b, c as d,):
        pass
    with (a, b):
        pass
    with (a, b) as c:
        pass
    for a.b, c[0] in d:
        if a: break
        elif b: continue
        elif c: pass
        else:
            if d: pass
            else: pass
    else: pass
    while a:
        try: b()
        except (C, D) as e: raise
        except E: raise F from g
        except: pass
        else: h()
        finally:
            try: i
            finally: j()
            if k: break
    try: a()
    finally: b()

    match a, *b:
        case 1 | -2 | 'x' 'y' | None | 1 + 2j | a.b: pass
        case [a, (b, *_), *rest] if c: pass
        case {'k': v, -1: w, a.b: _, **others}: pass
        case C(a, D() as e, k=f): pass
        case (1 | 2) as g: pass
        case x: pass
"""
TRUSTED = textwrap.dedent(SPELLINGS).replace("nonlocal x", "pass")


def same(data: bytes) -> None:
    """Compare what both front ends make of the same bytes."""
    tree, quick = parse("t.py", data, 7), quick_module(data, 7)
    assert quick is not None
    assert quick == (tree.code, len(tree.nodes))


def test_all_spellings() -> None:
    same(TRUSTED.encode())


@pytest.mark.parametrize("line", [b"\n", b"\r\n", b"\r"])
def test_line_ends(line: bytes) -> None:
    same(TRUSTED.encode().replace(b"\n", line))


@pytest.mark.parametrize("folder", sorted(path.name for path in CASES.iterdir())[::8])
def test_the_cases(folder: str) -> None:
    for path in sorted((CASES / folder).glob("*.py")):
        same(path.read_bytes())


@pytest.mark.parametrize("name", MODULES)
def test_the_standard_library(name: str) -> None:
    path = STANDARD / f"{name}.py"
    same((path if path.is_file() else STANDARD / name / "__init__.py").read_bytes())


@pytest.mark.parametrize(
    "source", ["x = 'é'", "größe = 1", "# coding: latin-1\nx[(a), 'é'] = 2", "\ufeffx = 1"]
)
def test_encodings(source: str) -> None:
    same(source.encode("latin-1" if "latin" in source else "utf-8"))


@pytest.mark.parametrize("sign", ["+", "-", "and", "or"])
@pytest.mark.parametrize("length", [3, 70, 290])
def test_long_chains(sign: str, length: int) -> None:
    same(f" {sign} ".join(f"a{number}" for number in range(length)).encode())


def test_elif_after_elif() -> None:
    same(("if a: b\n" + "elif a: b\n" * 300).encode())


@pytest.mark.parametrize(
    "data",
    [
        "ﬁt(model)".encode(),  # Python calls this `fit`
        b"del a,",
        b"del (a)",
        b"match a:\n    case {None: b}: pass",
        b"class C(metaclass=M, *B): pass",
        b"x[( # (\na), b]",
        b"not " * 250 + b"x",
        b"(" * 300 + b")" * 300,
        b"def f(:",
        b"x = '\xe9'",
        b"x\0",
        b"print 1",
    ],
)
def test_what_only_libcst_can_tell(data: bytes) -> None:
    assert quick_module(data) is None


BAD = """
import torch
def train(model, batches, loss_of):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for batch in batches:
        loss_of(model(batch)).backward()
        optimizer.step()
"""


def test_what_is_told_stands_on_the_graph_of_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    """A front end that reads something else can hide nothing but what it hides; it can invent nothing."""
    wrong = lower(BAD)
    monkeypatch.setattr(
        "lintrain.syntax.quick.build.quick_module", lambda data, first: (wrong.code, len(wrong.nodes))
    )
    project = Project()
    assert analyse("good.py", b"import torch\nloss.backward()", static_rules(), project).findings == ()
    assert [f.name for f in analyse("bad.py", BAD.encode(), static_rules(), project).findings] == [
        "missing-zero-grad"
    ]


def test_what_is_clear_is_never_read_by_libcst(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("lintrain.syntax.tree.parse", refuse)
    good = BAD.replace("        loss_of", "        optimizer.zero_grad()\n        loss_of")
    assert not analyse("good.py", good.encode(), static_rules()).findings
    with pytest.raises(AssertionError):
        analyse("bad.py", BAD.encode(), static_rules())


def test_what_libcst_cannot_read_is_named_where_something_would_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from lintrain.syntax.problems import SyntaxProblem

    def refuse(*_: object) -> None:
        raise SyntaxProblem("not today")

    monkeypatch.setattr("lintrain.syntax.tree.parse", refuse)
    assert [p.message for p in analyse("bad.py", BAD.encode(), static_rules()).problems] == ["not today"]
