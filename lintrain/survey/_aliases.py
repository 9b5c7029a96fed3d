"""Expressions that give a model's weights themselves, and not a copy of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.flow.program import Program
from lintrain.survey._names import qualified
from lintrain.survey._training import path_of
from lintrain.syntax import ir
from lintrain.syntax.walk import walk

DEVICES = frozenset(
    ("cuda", "to", "device", "mps", "xpu", "npu", "accelerator", "fabric", "hpu", "distributed")
)
"""Words of a file that may put a model elsewhere than on the CPU."""
SAME_STORAGE = ("detach", "cpu")
BEST = re.compile(r"best|improv|better|lowest|highest", re.I)
ORDER = frozenset(("<", ">", "<=", ">="))


@dataclass(frozen=True, slots=True)
class Alias:
    """An expression that is not a copy: ``whole`` of it, and the ``inner`` part that gives the weights.

    That is ``model.state_dict()``, or the model itself.
    """

    model: str
    whole: ir.Expr
    inner: ir.Expr

    @property
    def is_model(self) -> bool:
        """Whether the model itself got a second name."""
        return not isinstance(self.inner, ir.Call)


class Aliases:
    """What is no copy in one scope."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self._code = code

    def of(self, name: str, value: ir.Expr) -> Iterator[Alias]:
        """Yield what in ``value``, which is bound to ``name``, are a model's weights and no copy."""
        match value:
            case ir.Mapping(items=pairs):
                for _, item in pairs:
                    yield from self.of("", item)
            case ir.Sequence(kind="tuple" | "list", items=items):
                for item in items:
                    yield from self.of("", item)
            case ir.Name() | ir.Attr():
                if BEST.search(name) and not BEST.search(path_of(value)):
                    yield Alias(path_of(value), value, value)
            case _ if (inner := self._state(value)) is not None:
                yield Alias(path_of(inner.func).rpartition(".")[0], value, inner)

    def _state(self, value: ir.Expr) -> ir.Call | None:
        """Return ``model.state_dict()`` where ``value`` holds the same tensors as its result."""
        match value:
            case ir.Call(func=ir.Attr(name="state_dict", base=base), args=()):
                return value if path_of(base) else None
            case ir.Call(func=ir.Attr(base=base, name="copy" | "items"), args=()):
                return self._state(base)
            case ir.Call(func=func, args=(ir.Arg(value=inner, keyword=None, star=""),)):
                return self._state(inner) if self._is_shallow(func) else None
            case ir.Comprehension(
                kind="dict", element=ir.Sequence(items=(_, item)), loops=((target, source, ()),)
            ):
                return self._state(source) if self._is_same(item, target) else None
            case _:
                return None

    def _is_shallow(self, func: ir.Expr) -> bool:
        if isinstance(func, ir.Name) and func.id == "dict":
            return "dict" not in self._code.assigned
        return qualified(self._program, self._code, func) in ("copy.copy", "collections.OrderedDict")

    def _is_same(self, item: ir.Expr, target: ir.Expr) -> bool:
        """Tell whether the value of a dict display is the tensor that the loop has bound."""
        while isinstance(item, ir.Call) and isinstance(item.func, ir.Attr) and not item.args:
            if item.func.name not in SAME_STORAGE or (item.func.name == "cpu" and not self._is_on_cpu):
                return False
            item = item.func.base
        if isinstance(item, ir.Attr) and item.name == "data":
            item = item.base
        match target:
            case ir.Sequence(items=(_, ir.Name(id=name))):
                return isinstance(item, ir.Name) and item.id == name
            case _:
                return False

    @property
    def _is_on_cpu(self) -> bool:
        return not self._program.root.module.words & DEVICES


def compares(condition: ir.Expr, passes: set[str]) -> bool:
    """Tell whether a condition compares results, and not only counts passes."""
    for part in walk(condition):
        if isinstance(part, ir.Compare) and not ORDER.isdisjoint(part.ops):
            words = {path_of(p).partition(".")[0] for side in (part.left, *part.rights) for p in walk(side)}
            if not words & passes:
                return True
        if isinstance(part, ir.Name | ir.Attr) and BEST.search(path_of(part)):
            return True
    return False
