"""The program as plain data: expressions, operations and the control-flow graph of each scope.

The front end (:mod:`lintrain.syntax.lower`) turns a libcst tree into this once; everything after it
works on these dataclasses and imports no syntax library. Nothing changes them once they are built; they
are not declared frozen because a run makes tens of thousands of them, at a tenth of the parse's cost.
``at`` is the number of the syntax node in its file (an index into
:attr:`lintrain.syntax.tree.Tree.nodes`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

# --- expressions -----------------------------------------------------------------------------


@dataclass(slots=True)
class Name:
    at: int
    id: str


@dataclass(slots=True)
class Attr:
    """``base.name``."""

    at: int
    base: Expr
    name: str


@dataclass(slots=True)
class Const:
    """A literal: int, float, complex, str, bytes, bool, None or Ellipsis (implicitly joined strings too)."""

    at: int
    value: object


@dataclass(slots=True)
class Arg:
    """One argument of a call. ``star`` is ``""``, ``"*"`` or ``"**"``."""

    value: Expr
    keyword: str | None = None
    star: str = ""


@dataclass(slots=True)
class Call:
    at: int
    func: Expr
    args: tuple[Arg, ...] = ()


@dataclass(slots=True)
class Sequence:
    """A tuple, list or set display; ``kind`` is ``"tuple"``, ``"list"`` or ``"set"``."""

    at: int
    kind: str
    items: tuple[Expr, ...] = ()


@dataclass(slots=True)
class Mapping:
    """A dict display; a ``**spread`` has key ``None``."""

    at: int
    items: tuple[tuple[Expr | None, Expr], ...] = ()


@dataclass(slots=True)
class Unary:
    """``op`` is ``"not"``, ``"-"``, ``"+"`` or ``"~"``."""

    at: int
    op: str
    operand: Expr


@dataclass(slots=True)
class Binary:
    """``op`` as written: ``+ - * / // % ** @ & | ^ << >>``."""

    at: int
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Compare:
    """``left ops[0] rights[0] ops[1] ...``; ops as written (``==``, ``is not``, ``not in``)."""

    at: int
    left: Expr
    ops: tuple[str, ...]
    rights: tuple[Expr, ...]


@dataclass(slots=True)
class Bool:
    """``left and right`` / ``left or right``."""

    at: int
    op: str
    left: Expr
    right: Expr


@dataclass(slots=True)
class Subscript:
    """``base[index]``; several indices or slices are a tuple ``Sequence``."""

    at: int
    base: Expr
    index: Expr


@dataclass(slots=True)
class Slice:
    at: int
    parts: tuple[Expr, ...] = ()


@dataclass(slots=True)
class Choice:
    """``then if condition else other``."""

    at: int
    condition: Expr
    then: Expr
    other: Expr


@dataclass(slots=True)
class Lambda:
    at: int
    code: Code


@dataclass(slots=True)
class Comprehension:
    """``kind`` is ``list``, ``set``, ``dict`` or ``generator``; a dict's element is a 2-tuple Sequence."""

    at: int
    kind: str
    element: Expr
    loops: tuple[tuple[Expr, Expr, tuple[Expr, ...]], ...]
    """Each ``for target in iterable if c1 if c2`` as ``(target, iterable, (c1, c2))``."""


@dataclass(slots=True)
class Starred:
    at: int
    value: Expr


@dataclass(slots=True)
class Await:
    at: int
    value: Expr


@dataclass(slots=True)
class Yield:
    at: int
    value: Expr | None
    is_from: bool = False


@dataclass(slots=True)
class Walrus:
    at: int
    target: Expr
    value: Expr


@dataclass(slots=True)
class Format:
    """An f-string; ``parts`` are its embedded expressions."""

    at: int
    parts: tuple[Expr, ...] = ()


Expr = (
    Name | Attr | Const | Call | Sequence | Mapping | Unary | Binary | Compare | Bool | Subscript | Slice
    | Choice | Lambda | Comprehension | Starred | Await | Yield | Walrus | Format
)  # fmt: skip

# --- operations: what one node of the graph does ----------------------------------------------


@dataclass(slots=True)
class Assign:
    """``targets[0] = targets[1] = ... = value``; an annotated assignment has one target."""

    at: int
    targets: tuple[Expr, ...]
    value: Expr
    annotation: Expr | None = None


@dataclass(slots=True)
class Augment:
    """``target op= value``; ``op`` without the ``=``."""

    at: int
    target: Expr
    op: str
    value: Expr


@dataclass(slots=True)
class Declare:
    """``name: annotation`` without a value."""

    at: int
    target: Expr
    annotation: Expr


@dataclass(slots=True)
class Evaluate:
    """An expression statement; also the test of an ``assert`` and the subject of a ``match``."""

    at: int
    value: Expr


@dataclass(slots=True)
class Branch:
    """Two successors: true, false. ``loop`` marks the head of a ``while``.

    ``condition`` is ``None`` where the outcome cannot be read (a ``match`` case).
    """

    at: int
    condition: Expr | None
    loop: bool = False


@dataclass(slots=True)
class For:
    """The head of a ``for``. Two successors: the body (target bound to the next item), the exit."""

    at: int
    target: Expr
    iterable: Expr


@dataclass(slots=True)
class Define:
    """A ``def``: binds ``code.name``."""

    at: int
    code: Code
    decorators: tuple[Expr, ...] = ()


@dataclass(slots=True)
class DefineClass:
    """A ``class``: ``body`` is its own scope; methods are the ``Define`` operations in it."""

    at: int
    name: str
    bases: tuple[Expr, ...]
    body: Code
    decorators: tuple[Expr, ...] = ()


@dataclass(slots=True)
class Bind:
    """Names get values that the source does not show: captures of a pattern, a caught exception."""

    at: int
    names: tuple[str, ...]


@dataclass(slots=True)
class Enter:
    """One ``with`` item: enters ``context`` and binds ``target``."""

    at: int
    context: Expr
    target: Expr | None


@dataclass(slots=True)
class Leave:
    """The end of the ``with`` item that was entered at node ``at`` (same ``at`` as its Enter)."""

    at: int
    context: Expr


@dataclass(slots=True)
class Import:
    """``names``: (local name, dotted origin). ``import a.b`` binds ``("a", "a")``; ``from . import x``
    has origin ``".x"``; ``stars`` lists modules imported with ``*``."""

    at: int
    names: tuple[tuple[str, str], ...]
    stars: tuple[str, ...] = ()


@dataclass(slots=True)
class Delete:
    at: int
    targets: tuple[Expr, ...]


@dataclass(slots=True)
class Return:
    """Its only successor is the scope's exit (through ``finally`` blocks)."""

    at: int
    value: Expr | None


@dataclass(slots=True)
class Pause:
    """A generator hands out ``value`` at ``node`` and is left: made of a ``yield`` by the analysis."""

    at: int
    node: int
    value: Expr | None
    target: Expr | None = None


@dataclass(slots=True)
class Raise:
    """Successors are the handlers around it, or none."""

    at: int
    value: Expr | None


@dataclass(slots=True)
class Outer:
    """``global`` (kind ``global``) or ``nonlocal`` names."""

    at: int
    kind: str
    names: tuple[str, ...]


@dataclass(slots=True)
class Nothing:
    """A join, ``pass``, or the entry and exit of a scope."""

    at: int = -1


Op = (
    Assign | Augment | Declare | Evaluate | Branch | For | Define | DefineClass | Bind | Enter | Leave
    | Import | Delete | Return | Pause | Raise | Outer | Nothing
)  # fmt: skip

# --- graphs -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Node:
    """One operation and where control goes next.

    ``handlers`` are the nodes control may reach when this operation raises inside a ``try``
    (only for operations that contain a call; empty elsewhere). ``loops`` are the indices of the
    enclosing ``For``/``Branch(loop=True)`` heads in the same graph, outermost first.
    """

    op: Op
    succ: tuple[int, ...] = ()
    handlers: tuple[int, ...] = ()
    loops: tuple[int, ...] = ()


@dataclass(slots=True)
class Parameter:
    """``kind`` is ``""``, ``"*"`` or ``"**"``; ``keyword_only`` for those after ``*``."""

    name: str
    default: Expr | None = None
    annotation: Expr | None = None
    kind: str = ""
    keyword_only: bool = False


@dataclass(slots=True)
class Code:
    """The body of a module, class, function or lambda. ``nodes[0]`` is the entry, ``nodes[1]`` the exit."""

    at: int
    name: str
    kind: str
    """``module``, ``class``, ``function`` or ``lambda``."""
    nodes: tuple[Node, ...]
    parameters: tuple[Parameter, ...] = ()
    assigned: frozenset[str] = frozenset()
    """Names bound in this scope (parameters, assignments, loops, imports, defs), for scoping."""
    outer: frozenset[str] = frozenset()
    """Names declared ``global`` or ``nonlocal``."""
    is_async: bool = False
    is_generator: bool = False
    words: frozenset[str] = field(default_factory=frozenset)
    """Every identifier and attribute name used inside, nested scopes included."""
    returns: Expr | None = None
    """What a function is declared to return."""


def render(expr: Expr) -> str:
    """Return a canonical text of ``expr``: equal texts mean the same expression."""
    match expr:
        case Name(id=name):
            return name
        case Attr(base=base, name=name):
            return f"{render(base)}.{name}"
        case Const(value=value):
            return repr(value)
        case Call(func=func, args=args):
            return f"{render(func)}({', '.join(_render_arg(a) for a in args)})"
        case Sequence(kind=kind, items=items):
            brackets = {"tuple": "()", "list": "[]", "set": "{}"}[kind]
            return f"{brackets[0]}{', '.join(map(render, items))}{brackets[1]}"
        case Unary(op=op, operand=operand):
            return f"{op} {render(operand)}" if op == "not" else f"{op}{render(operand)}"
        case Binary(op=op, left=one, right=two):
            return f"({render(one)} {op} {render(two)})"
        case Compare(left=one, ops=ops, rights=rights):
            return render(one) + "".join(f" {o} {render(r)}" for o, r in zip(ops, rights, strict=True))
        case Bool(op=op, left=one, right=two):
            return f"({render(one)} {op} {render(two)})"
        case Subscript(base=base, index=index):
            return f"{render(base)}[{render(index)}]"
        case Choice(condition=c, then=one, other=two):
            return f"({render(one)} if {render(c)} else {render(two)})"
        case Starred(value=value):
            return f"*{render(value)}"
        case Await(value=value):
            return f"await {render(value)}"
        case Walrus(value=value):
            return render(value)
        case Slice(parts=parts):
            return ":".join(map(render, parts))
        case _:
            return f"<{type(expr).__name__.lower()} {expr.at}>"


def _render_arg(arg: Arg) -> str:
    prefix = f"{arg.keyword}=" if arg.keyword else arg.star
    return prefix + render(arg.value)
