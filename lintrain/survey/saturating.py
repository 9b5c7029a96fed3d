"""Stacks of layers in one ``Sequential``, and how many of them saturate.

Only what is counted to the last layer is told: a class of the project, or of another library, may
normalise, or lead around what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lintrain.architecture import Saturating
from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.model.layers import unconditional
from lintrain.survey._names import expressions, qualified
from lintrain.survey._training import calls, path_of
from lintrain.survey._values import only_value
from lintrain.survey.calls import literal
from lintrain.syntax import ir
from lintrain.syntax.walk import targets, walk

EVENTS: tuple[type[Event], ...] = (Saturating,)

STACK = "torch.nn.Sequential"
SATURATES = ("torch.nn.Sigmoid", "torch.nn.Tanh")
DEEPEST = 8
"""Names and containers that are followed into each other."""
MOST = 1000
"""Layers are not counted any further."""
GROWS = ("append", "extend")
MEANT = "orthogonal"
"""Part of a word of programs that start deep stacks with weights which keep all lengths."""


@dataclass(frozen=True, slots=True)
class Layers:
    """So many layers of each saturating kind, and whether any layer normalises."""

    kinds: tuple[str, ...] = ()
    normed: bool = False

    def __add__(self, other: Layers) -> Layers:
        return Layers(self.kinds + other.kinds, self.normed or other.normed)

    def times(self, number: int) -> Layers:
        """Return them so many times over; nothing is left of them where that is not at all."""
        return Layers(self.kinds * min(number, MOST), self.normed) if number > 0 else Layers()


def survey(program: Program) -> Iterator[Saturating]:
    """Yield the stacks that saturate and are not normalised."""
    if any(MEANT in word for word in program.root.module.words):
        return
    for code in program.root.codes.values():
        inner: set[int] = set()
        for part, _ in expressions(code):
            if not isinstance(part, ir.Call) or qualified(program, code, part.func) != STACK:
                continue
            inner |= {each.at for each in walk(part) if isinstance(each, ir.Call) and each is not part}
            found = _Stack(program, code).call(part, 0) if part.at not in inner else None
            if found is not None and found.kinds and not found.normed:
                kinds = tuple(dict.fromkeys(found.kinds))
                yield Saturating(program.place(part.at), ir.render(part.func), len(found.kinds), kinds)


class _Stack:
    """The layers that expressions of one scope build; ``None`` where they are not all known."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code

    def call(self, call: ir.Call, depth: int) -> Layers | None:
        """Return what one call builds: a layer, or a stack of them."""
        name = qualified(self._program, self._code, call.func) or ""
        if name == STACK:
            return self._sum(
                self._items(arg.value, depth + 1) if arg.star else self._layer(arg.value, depth + 1)
                for arg in call.args
            )
        head, _, kind = name.rpartition(".")
        if head != "torch.nn" or not kind[:1].isupper():
            return None
        return Layers((kind,) if name in SATURATES else (), "Norm" in kind)

    def _layer(self, expr: ir.Expr, depth: int) -> Layers | None:
        """Return what one item of a stack is."""
        if depth > DEEPEST:
            return None
        match expr:
            case ir.Call():
                return self.call(expr, depth)
            case ir.Name(id=name) if (value := only_value(self._code, name)) is not None:
                return self._layer(value, depth + 1)
            case ir.Starred(value=value):
                return self._items(value, depth)
            case _:
                return None

    def _items(self, expr: ir.Expr, depth: int) -> Layers | None:
        """Return what a list of layers holds."""
        if depth > DEEPEST:
            return None
        match expr:
            case ir.Sequence(kind="list" | "tuple", items=items):
                return self._sum(self._layer(item, depth + 1) for item in items)
            case ir.Binary(op="+", left=left, right=right):
                return self._sum((self._items(left, depth + 1), self._items(right, depth + 1)))
            case ir.Binary(op="*", left=left, right=right):
                many, number = self._items(left, depth + 1), self._number(right)
                return many.times(number) if many is not None and number is not None else None
            case ir.Comprehension(kind="list" | "generator"):
                return self._comprehension(expr, depth)
            case ir.Name(id=name):
                return self._grown(name, depth + 1)
            case _:
                return None

    def _sum(self, parts: Iterable[Layers | None]) -> Layers | None:
        total = Layers()
        for part in parts:
            if part is None:
                return None
            total += part
        return total

    # --- built in loops ---

    def _comprehension(self, expr: ir.Comprehension, depth: int) -> Layers | None:
        """Return what ``[a for _ in range(n)]`` holds, or ``[x for _ in range(n) for x in (a, b)]``."""
        *outer, (target, iterable, conditions) = expr.loops
        if conditions or any(conditions for _, _, conditions in outer):
            return None
        if isinstance(expr.element, ir.Name) and path_of(target) == expr.element.id:
            each = self._items(iterable, depth + 1)
        else:
            outer, each = [*outer, (target, iterable, conditions)], self._layer(expr.element, depth + 1)
        for _, source, _ in outer:
            rounds = self._rounds(source)
            each = each.times(rounds) if each is not None and rounds is not None else None
        return each

    def _grown(self, name: str, depth: int) -> Layers | None:
        """Return what a list holds that is made once, and to which loops of known length add layers."""
        if self._makes(name) != 1 or any(parameter.name == name for parameter in self._code.parameters):
            return None
        total, certain = Layers(), unconditional(self._code)
        for position, node in enumerate(self._code.nodes):
            change = self._change(node.op, name, depth)
            if change == Layers():
                continue
            for head in node.loops:
                rounds = self._head(head)
                change = change.times(rounds) if change is not None and rounds is not None else None
            if change is None or position not in certain:
                return None
            total += change
        return total

    def _makes(self, name: str) -> int:
        """Count where a name is assigned; what a loop makes anew counts as several."""
        return sum(
            1 + len(node.loops)
            for node in self._code.nodes
            if isinstance(node.op, ir.Assign) and any(path_of(target) == name for target in node.op.targets)
        )

    def _change(self, op: ir.Op, name: str, depth: int) -> Layers | None:
        """Return what an operation puts into a list, no layers where it does nothing to it."""
        match op:
            case ir.Assign(targets=(ir.Name(id=bound),), value=value) if bound == name:
                return self._items(value, depth)
            case ir.Augment(target=ir.Name(id=bound), op="+", value=value) if bound == name:
                return self._items(value, depth)
            case ir.Evaluate(value=ir.Call(func=ir.Attr(base=ir.Name(id=bound), name=how), args=(arg,))) if (
                bound == name and how in GROWS and not arg.star
            ):
                return self._layer(arg.value, depth) if how == "append" else self._items(arg.value, depth)
            case _:
                return None if _changes(op, name) else Layers()

    def _head(self, head: int) -> int | None:
        op = self._code.nodes[head].op
        return self._rounds(op.iterable) if isinstance(op, ir.For) else None

    def _rounds(self, iterable: ir.Expr) -> int | None:
        """Return how often ``for _ in range(n)`` goes round."""
        match iterable:
            case ir.Call(func=ir.Name(id="range"), args=args) if not any(arg.star for arg in args):
                numbers = [self._number(arg.value) for arg in args]
                known = [number for number in numbers if number is not None]
                return (
                    len(range(*known)) if 0 < len(known) == len(numbers) < 4 and 0 not in known[2:] else None
                )
            case _:
                return None

    def _number(self, expr: ir.Expr) -> int | None:
        """Return a number that is written out, or the only value of a name in the scope or the file."""
        if isinstance(expr, ir.Name):
            inside = expr.id in self._code.assigned
            found = only_value(self._code if inside else self._program.root.module, expr.id)
            return self._number(found) if found is not None and not isinstance(found, ir.Name) else None
        value = literal(expr)
        return value if isinstance(value, int) else None


def _reads(expr: ir.Expr, name: str) -> bool:
    return any(isinstance(part, ir.Name) and part.id == name for part in walk(expr))


def _changes(op: ir.Op, name: str) -> bool:
    """Tell whether an operation may do anything to a list besides unpacking it into a stack."""
    if any(_reads(target, name) for target in targets(op)):
        return True
    given = any(not arg.star and path_of(arg.value) == name for call in calls(op) for arg in call.args)
    return given or any(path_of(call.func).startswith(f"{name}.") for call in calls(op))
