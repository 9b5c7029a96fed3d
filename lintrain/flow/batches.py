"""Batch norm and the size of batches: what models are trained on, and how many samples it gives them at once.

Loaders and models stand in any order and in different functions: they are put together at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lintrain.events import BatchNormalised, Place
from lintrain.flow.ranks import SHARED
from lintrain.model.values import Constant, LayerFacts, Object, Unknown, Value
from lintrain.model.vocabulary import EVALUATION_NAME
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

if TYPE_CHECKING:
    from lintrain.flow.invoke import Arguments
    from lintrain.flow.program import Program

OWN_BATCHES = ("batch_sampler", "collate_fn")
"""Arguments by which a loader makes its batches in a way of its own."""
DEFAULT = 1
"""Samples that a loader gives which is told nothing."""
FOLDS = frozenset(
    ("unfold", "rearrange", "chunk", "split", "unbind", "repeat", "repeat_interleave", "stack", "vmap")
)
"""Words of programs that may make more samples, or fewer, of a batch."""
RESHAPES = frozenset(("view", "reshape"))
RESIZED = FOLDS | RESHAPES | {"squeeze", "flatten"}
"""Words of functions that may hand on a batch of another size than they got."""
WHOLE = re.compile(r"\.size\(0\)|\.shape\[0\]|^len\(|^(?:batch|batch_size|bs|b|B|n|N)$")
"""How the number of samples is written where it stays what it is."""


@dataclass(slots=True)
class Batches:
    """What was met: the sizes of batches, and models with batch norm that are called with them."""

    sizes: set[int | None] = field(default_factory=set)
    opened: bool = False
    """Something takes the first item of what it has: of a batch of one, that may be a batch itself."""
    fed: dict[Place, tuple[str, str, LayerFacts]] = field(default_factory=dict)

    def loads(self, args: Arguments, call: ir.Call, text: str) -> None:
        """Note a loader; one whose name or data say that it evaluates trains nothing."""
        names = [text, *(ir.render(arg.value) for arg in call.args[:1])]
        if any(EVALUATION_NAME.search(name) and "train" not in name.lower() for name in names):
            return
        size = args.get(1, "batch_size")
        if args.open or any(arg.keyword in OWN_BATCHES for arg in call.args):
            self.sizes.add(None)
        elif size is None:
            self.sizes.add(DEFAULT)
        else:
            known = size.value if isinstance(size, Constant) else None
            self.sizes.add(known if isinstance(known, int) else None)

    def feeds(self, at: Place, code: ir.Code, called: Object, text: str, given: list[Value]) -> None:
        """Note a model that ``code`` calls for training, with what comes out of a loader."""
        layers = called.layers
        if (
            code.words & RESIZED
            or layers is None
            or not any(kind.startswith("BatchNorm") for kind in layers.sensitive)
        ):
            return
        if given and isinstance(given[0], Unknown) and given[0].data:
            self.fed.setdefault(at, (called.ident, text, layers))
            self.opened |= any(_opens(part) for part in _parts(code))

    def small(self, program: Program) -> Iterator[BatchNormalised]:
        """Yield the models in training whose batch norm certainly sees no more than a loader gives."""
        sizes = [size for size in self.sizes if size is not None]
        if self.opened and sizes == [DEFAULT]:
            return
        if None in self.sizes or not sizes or any(map(SHARED.search, program.said)):
            return
        trained = frozenset().union(*program.learning.losses)
        told: set[str] = set()
        for at, (ident, text, layers) in self.fed.items():
            kind = next(kind for kind in layers.sensitive if kind.startswith("BatchNorm"))
            if ident in trained and ident not in told and not _folds(program, layers):
                told.add(ident)
                yield BatchNormalised(at, text, kind, max(sizes), layers.norm_at, (*program.ranks.wrapped,))


def _folds(program: Program, layers: LayerFacts) -> bool:
    """Tell whether something may change how many samples there are, or put batch norm aside."""
    if program.said & FOLDS:
        return True
    flat = "BatchNorm1d" not in layers.sensitive
    return any(_unsure(code, call, flat) for code in program.codes.values() for call in _calls(code))


def _parts(code: ir.Code) -> Iterator[ir.Expr]:
    return (part for node in code.nodes for top in operands(node.op) for part in walk(top))


def _calls(code: ir.Code) -> Iterator[ir.Call]:
    return (part for part in _parts(code) if isinstance(part, ir.Call))


def _opens(part: ir.Expr) -> bool:
    return isinstance(part, ir.Subscript) and part.index == ir.Const(part.index.at, 0)


def _unsure(code: ir.Code, call: ir.Call, flat: bool) -> bool:
    """Tell whether a call may fold a dimension into that of the samples, or looks for batch norm.

    Where only images are normalised, ``flat``, whatever is made a matrix has been normalised before.
    """
    match call:
        case ir.Call(func=ir.Attr(name=name), args=args) if name in RESHAPES and args:
            first = ir.render(args[0].value)
            whole = WHOLE.search(first) is not None and "*" not in first
            starred = any(arg.star for arg in args)
            return (not whole or bool(args[0].star)) and not (flat and len(args) == 2 and not starred)
        case ir.Call(func=ir.Attr(name="flatten" | "Flatten") | ir.Name(id="Flatten"), args=args):
            return any(isinstance(arg.value, ir.Const) and arg.value.value == 0 for arg in args)
        case ir.Call(func=ir.Name(id="isinstance")):
            return "BatchNorm" in ir.render(call) and "eval" in code.words
        case _:
            return False
