"""Data loaders that a model is trained on, and in what order they give their data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lintrain.events import Event
from lintrain.flow.program import Program
from lintrain.model.dialects.torch import LOADERS
from lintrain.model.vocabulary import EVALUATION_NAME
from lintrain.survey._names import qualified
from lintrain.survey._passes import OF_LOADER, passes
from lintrain.survey._training import bound, calls, method, path_of
from lintrain.survey._travel import Calls, Journey
from lintrain.survey.calls import literal
from lintrain.syntax import ir
from lintrain.syntax.walk import walk
from lintrain.upkeep import LoaderTrained

EVENTS: tuple[type[Event], ...] = (LoaderTrained,)

DATASETS = ("torch.utils.data.Dataset", "torch.utils.data.dataset.Dataset")
TENSORS = ("torch.utils.data.TensorDataset", "torch.utils.data.dataset.TensorDataset")
ORDERED = ("shuffle", "sampler", "batch_sampler")
SHUFFLES = re.compile(r"shuffl|randperm|permut|random_split|train_test_split|^sample$", re.I)
"""Calls that bring data into an order of no meaning."""
DRAWN = re.compile(r"^rand|^normal$|make_")
"""Calls that draw data at random: their order has no meaning in the first place."""
IN_ORDER = re.compile(
    r"seq|series|time|window|stock|price|forecast|video|frame|traj|episode|stream|curricul|overfit|debug"
    r"|sort|text|lang|token|corpus|speech|audio|replay|rollout",
    re.I,
)
"""Names of data whose order means something."""
RECURRENT = frozenset(("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell", "hidden", "init_hidden"))


def survey(program: Program) -> Iterator[LoaderTrained]:
    """Yield the loaders that are built in the file."""
    if program.root.module.words & RECURRENT or _shuffles(program):
        return
    made = Calls(program)
    for code in program.root.codes.values():
        if code.kind in ("function", "module"):
            yield from _Loaders(program, made, code).found()


def _shuffles(program: Program) -> bool:
    made = (c for code in program.root.codes.values() for node in code.nodes for c in calls(node.op))
    return any(SHUFFLES.search(method(call)) for call in made)


class _Loaders:
    """The loaders of one scope."""

    def __init__(self, program: Program, calls: Calls, code: ir.Code) -> None:
        self._program = program
        self._calls = calls
        self._code = code

    def found(self) -> Iterator[LoaderTrained]:
        for node in self._code.nodes:
            match node.op:
                case ir.Assign(targets=(target,), value=ir.Call() as call) if name := path_of(target):
                    if qualified(self._program, self._code, call.func) not in LOADERS:
                        continue
                    dataset = self._dataset(call) if _says_nothing(name) else ""
                    loop = self._loop(name) if dataset else None
                    if loop is not None:
                        place = self._program.place
                        yield LoaderTrained(place(call.at), name, dataset, _is_fixed(call), place(loop.at))

    # --- what it holds ---

    def _dataset(self, call: ir.Call) -> str:
        """Return the class of data with numbers whose order is that of its source; nothing for others."""
        data = next((arg.value for arg in call.args if arg.keyword == "dataset"), None)
        if data is None and call.args and call.args[0].keyword is None and not call.args[0].star:
            data = call.args[0].value
        if isinstance(data, ir.Name | ir.Attr):
            if not _says_nothing(path_of(data)):
                return ""
            data = self._only(path_of(data))
        return self._kind(data) if isinstance(data, ir.Call) else ""

    def _only(self, name: str) -> ir.Expr | None:
        """Return what a name is bound to in this scope, where that happens once."""
        values = [node.op for node in self._code.nodes if name in bound(node.op)]
        match values:
            case [ir.Assign(targets=(_,), value=value)]:
                return value
            case _:
                return None

    def _kind(self, built: ir.Call) -> str:
        found = self._program.resolve(built.func, self._code.at)
        if isinstance(found, int):
            return self._own(found)
        name = qualified(self._program, self._code, built.func) or ""
        kind = name.rpartition(".")[2]
        if name in TENSORS:
            return kind if not any(self._is_drawn(arg.value) for arg in built.args) else ""
        known = name.startswith("torchvision.datasets.") and kind != "FakeData"
        return kind if known and not _is_held_out(built) else ""

    def _own(self, at: int) -> str:
        """Return the name of a class of the project that is a dataset, unless it orders its data itself."""
        program = self._program
        if at not in program.classes or at not in program.methods:
            return ""
        op, table = program.classes[at], program.methods[at]
        bases = {program.resolve(base, at) for base in op.bases}
        plain = len(op.bases) == 1 and bases <= set(DATASETS)
        orders = any(SHUFFLES.search(word) or DRAWN.search(word) for word in op.body.words)
        numbered = "__getitem__" in table and "__iter__" not in table
        return op.name if plain and numbered and not orders and _says_nothing(op.name) else ""

    def _is_drawn(self, value: ir.Expr) -> bool:
        """Tell whether a tensor is, or may be, made of random numbers."""
        source = self._only(path_of(value)) if path_of(value) else value
        made = [part for part in walk(source) if isinstance(part, ir.Call)] if source is not None else []
        if not made or any(DRAWN.search(method(call)) for call in made):
            return True
        names = [path_of(part) for part in walk(source) if isinstance(part, ir.Name)] if source else []
        origins = [self._only(name) for name in names if name != path_of(value)]
        inner = [p for o in origins if o is not None for p in walk(o) if isinstance(p, ir.Call)]
        return any(DRAWN.search(method(call)) for call in inner)

    # --- who trains on it ---

    def _loop(self, name: str) -> ir.For | None:
        """Return a loop over the loader that goes backward, epoch after epoch."""
        if self._only(name) is None:
            return None
        names = Journey(self._program, self._calls, OF_LOADER).start(self._code, name).names
        found = (one for each in names for one in passes(self._program, self._calls, each, names))
        return next((one.loop for one in found), None)


def _is_fixed(call: ir.Call) -> bool:
    """Tell whether nobody has said in what order the data come."""
    told = any(arg.star or arg.keyword in ORDERED for arg in call.args)
    return not told and sum(arg.keyword is None for arg in call.args) < 3


def _is_held_out(built: ir.Call) -> bool:
    """Tell whether a dataset of torchvision is built as one that nobody trains on, or may be."""
    for position, arg in enumerate(built.args):
        value = literal(arg.value)
        if arg.star or (arg.keyword == "train" and value is not True):
            return True
        part = arg.keyword in ("split", "image_set") or (arg.keyword is None and position > 0)
        if part and isinstance(value, str) and "train" not in value:
            return True
        if arg.keyword is None and position == 1 and value is False:
            return True
    return any(not _says_nothing(ir.render(arg.value)) for arg in built.args[:1])


def _says_nothing(name: str) -> bool:
    """Tell whether a name says neither that data are for an evaluation nor that their order has a meaning."""
    evaluation = EVALUATION_NAME.search(name) is not None and "train" not in name.lower()
    return not evaluation and IN_ORDER.search(name) is None
