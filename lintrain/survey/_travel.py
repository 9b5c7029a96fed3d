"""Where a value goes in one file: the names that it is bound to, and whether somebody unseen gets it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from lintrain.flow.program import Program
from lintrain.model.vocabulary import last
from lintrain.syntax import ir
from lintrain.syntax.walk import CHILDREN, operands, walk

HARMLESS = frozenset(("len", "isinstance", "print", "type", "str", "repr", "id", "bool"))
ITERATES = frozenset(
    ("enumerate", "tqdm", "iter", "zip", "cycle", "islice", "chain", "progress_bar", "track")
)
"""What is called with a loader to iterate over it, by the last part of the name."""


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or an attribute of ``self``: ``path`` as the code that starts at ``scope`` writes it."""

    scope: int
    path: str


@dataclass(frozen=True, slots=True)
class Site:
    """One call, with the code and the operation that it stands in."""

    code: ir.Code
    node: ir.Node
    call: ir.Call


class Calls:
    """All calls of a file, by the code that they lead to."""

    def __init__(self, program: Program) -> None:
        self._program = program

    @cached_property
    def _sites(self) -> dict[int, list[Site]]:
        found: dict[int, list[Site]] = {}
        for code in self._program.root.codes.values():
            for node in code.nodes:
                for part in (p for top in operands(node.op) for p in walk(top)):
                    if isinstance(part, ir.Call) and (target := self.target(code, part)) is not None:
                        found.setdefault(target.at, []).append(Site(code, node, part))
        return found

    def target(self, code: ir.Code, call: ir.Call) -> ir.Code | None:
        """Return the function of this file that a call runs: of a class, its constructor."""
        if isinstance(call.func, ir.Name) and call.func.id in code.assigned and code.kind == "function":
            return None
        found = self._program.resolve(call.func, code.at)
        if not isinstance(found, int):
            return None
        if found in self._program.classes:
            define = self._program.methods.get(found, {}).get("__init__")
            return define.code if define is not None else None
        return self._program.root.codes.get(found)

    def of(self, code: ir.Code) -> list[Site]:
        """Return the calls that run ``code``."""
        return self._sites.get(code.at, [])


@dataclass(slots=True)
class Journey:
    """Follows one value.

    ``kept`` are its attributes that anybody may read, ``wraps`` are classes that it may be given to.
    ``seen`` is false once it was given to code out of sight, ``names`` is what it is called.
    """

    program: Program
    calls: Calls
    kept: frozenset[str]
    wraps: frozenset[str] = frozenset()
    names: list[Name] = field(default_factory=list)
    seen: bool = True

    def start(self, code: ir.Code, path: str) -> Journey:
        """Follow what ``code`` binds to ``path``, to the end."""
        pending = [Name(code.at, path)]
        while pending and self.seen:
            name = pending.pop()
            if name in self.names:
                continue
            self.names.append(name)
            for inside in self.visible(name):
                for node in inside.nodes:
                    pending += self._moves(inside, node, name.path)
        return self

    def visible(self, name: Name) -> Iterator[ir.Code]:
        """Yield the code in which ``name`` means this value; it is out of sight where others may see it."""
        codes = self.program.root.codes
        scope, root = codes[name.scope], name.path.partition(".")[0]
        if root == "self":
            owner = self.program.root.owner.get(name.scope)
            table = self.program.root.methods.get(owner, {}) if owner is not None else {}
            yield from (define.code for define in table.values() if define.code.at in codes)
            return
        yield scope
        for code in codes.values():
            if code is scope or root not in code.words or not self._is_within(code, scope):
                continue
            if root in code.assigned and root not in code.outer:
                continue
            if scope.kind == "module" and code.kind in ("function", "class"):
                yield code
            else:
                self.seen = False

    def _is_within(self, code: ir.Code, scope: ir.Code) -> bool:
        at = code.at
        while at in self.program.within:
            at = self.program.within[at]
            if at == scope.at:
                return True
        return False

    def _moves(self, code: ir.Code, node: ir.Node, path: str) -> Iterator[Name]:
        op = node.op
        match op:
            case ir.Assign(targets=targets, value=value) if ir.render(value) == path:
                yield from self._bound(code, targets)
            case ir.Return(value=ir.Sequence(items=items)) if any(ir.render(i) == path for i in items):
                yield from self._returned(code, [ir.render(i) for i in items].index(path))
            case ir.Return(value=value) if value is not None and ir.render(value) == path:
                yield from self._returned(code, None)
            case _:
                for top in operands(op):
                    if not self._is_target(op, top):
                        yield from self._given(code, top, path)

    def _is_target(self, op: ir.Op, top: ir.Expr) -> bool:
        match op:
            case ir.Assign(targets=targets):
                return any(top is target for target in targets)
            case ir.For(iterable=iterable):
                return top is not iterable or isinstance(top, ir.Name | ir.Attr)
            case ir.Branch():
                return isinstance(top, ir.Name | ir.Attr)
            case _:
                return False

    def _bound(self, code: ir.Code, targets: tuple[ir.Expr, ...]) -> Iterator[Name]:
        for target in targets:
            if _is_name(target):
                yield Name(code.at, ir.render(target))
            else:
                self.seen = False

    def _returned(self, code: ir.Code, position: int | None) -> Iterator[Name]:
        sites = self.calls.of(code)
        self.seen &= bool(sites)
        for site in sites:
            op = site.node.op
            target = op.targets[0] if isinstance(op, ir.Assign) and op.value is site.call else None
            if position is not None:
                fits = isinstance(target, ir.Sequence) and position < len(target.items)
                target = target.items[position] if fits and isinstance(target, ir.Sequence) else None
            if target is None or not _is_name(target):
                self.seen = False
            else:
                yield Name(site.code.at, ir.render(target))

    def _given(self, code: ir.Code, expr: ir.Expr, path: str) -> Iterator[Name]:
        """Yield the parameters that get the value in an expression; elsewhere it is read, or out of sight."""
        match expr:
            case ir.Attr(base=base, name=name) if ir.render(base) == path:
                self.seen &= name in self.kept
            case ir.Name() | ir.Attr() if ir.render(expr) == path:
                self.seen = False
            case ir.Compare(left=left, rights=rights):
                for side in (left, *rights):
                    if ir.render(side) != path:
                        yield from self._given(code, side, path)
            case ir.Unary(op="not", operand=operand) if ir.render(operand) == path:
                return
            case ir.Choice(condition=condition) if ir.render(condition) == path:
                yield from self._given(code, expr.then, path)
                yield from self._given(code, expr.other, path)
            case ir.Call():
                yield from self._called(code, expr, path)
            case ir.Comprehension(loops=loops):
                for part in CHILDREN[ir.Comprehension](expr):
                    if not any(part is it and ir.render(it) == path for _, it, _ in loops):
                        yield from self._given(code, part, path)
            case ir.Lambda(code=inner):
                self.seen &= path.partition(".")[0] not in inner.words
            case _:
                for part in CHILDREN.get(type(expr), lambda e: ())(expr):
                    yield from self._given(code, part, path)

    def _called(self, code: ir.Code, call: ir.Call, path: str) -> Iterator[Name]:
        yield from self._given(code, call.func, path)
        for position, arg in enumerate(call.args):
            if ir.render(arg.value) != path:
                yield from self._given(code, arg.value, path)
            elif not arg.star and (target := self.calls.target(code, call)) is not None:
                yield from self._parameter(target, position, arg.keyword)
            elif last(ir.render(call.func)) not in HARMLESS | ITERATES | self.wraps:
                self.seen = False

    def _parameter(self, target: ir.Code, position: int, keyword: str | None) -> Iterator[Name]:
        names = [p.name for p in target.parameters if not p.kind]
        position += names[:1] in (["self"], ["cls"])
        if keyword is None and position < len(names):
            keyword = names[position]
        if keyword in names:
            yield Name(target.at, keyword)
        else:
            self.seen = False


def iterated(expr: ir.Expr) -> Iterator[str]:
    """Yield how what is iterated over is written, without ``enumerate`` and the like around it."""
    if isinstance(expr, ir.Call) and last(ir.render(expr.func)) in ITERATES:
        for arg in expr.args:
            yield from iterated(arg.value)
    else:
        yield ir.render(expr)


def _is_name(expr: ir.Expr) -> bool:
    own = isinstance(expr, ir.Attr) and isinstance(expr.base, ir.Name) and expr.base.id == "self"
    return own or isinstance(expr, ir.Name)


__all__ = ["Calls", "Journey", "Name", "Site", "iterated"]
