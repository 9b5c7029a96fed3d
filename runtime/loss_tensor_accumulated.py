"""loss-tensor-accumulated, at run time: variables that hold the graphs of the losses of all steps."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator
from types import CodeType, FrameType
from typing import Any

from torch import Tensor

from lintrain.events import Backward, Place
from lintrain.losses import LossKept

from ._graph import Node, kind
from ._marked import is_marked, mark
from ._names import MOST_FRAMES
from ._observer import Observer
from ._sites import is_user, user_frames

STEPS = 8
SHARE = 0.9
"""So large a part of all steps, and so many of them, as graph-growth takes for growing."""
MOST_SUMMANDS = 4096
SUMMING = frozenset(
    ("Add", "Sub", "Mul", "Div", "ToCopy", "View", "Squeeze", "Unsqueeze", "Sum", "Mean", "Stack")
)


class LossTensorAccumulated(Observer):
    """A mark tells on which losses backward was called. Variables are looked at on sampled steps alone."""

    rules = ("LT407",)

    def install(self) -> None:
        """Begin to observe."""
        self._last: Backward | None = None
        self._told: set[str] = set()
        self.scene.on_backward.append(self._mark)
        self.scene.on_produced.append(self._produced)
        self.scene.on_sample.append(self._sampled)

    def _mark(self, loss: Tensor, at: Place) -> None:
        mark(loss)

    def _produced(self, event: Backward) -> None:
        self._last = event

    def _sampled(self, step: int) -> None:
        if self._last is None or step < STEPS:
            return
        for _, frame in zip(range(MOST_FRAMES), user_frames(), strict=False):
            for name, value in _variables(frame):
                if name not in self._told and _losses(value) >= SHARE * (step - 1):
                    self._told.add(name)
                    self._tell(frame, name, isinstance(value, list), self._last)

    def _tell(self, frame: FrameType, name: str, listed: bool, last: Backward) -> None:
        instruction = _where(frame.f_code, name, listed)
        sites = self.scene.sites
        at = last.at if instruction is None else sites.place_in(frame.f_code, instruction)
        self.scene.judge.observe(LossKept(at, name, last.text, last.at, listed))


def _variables(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """Yield tensors with graphs and lists, in variables and in the attributes of those."""
    for name, value in {**frame.f_globals, **frame.f_locals}.items():
        if _may_hold(value):
            yield name, value
        elif not isinstance(value, type) and _is_own(value):
            held = getattr(value, "__dict__", {})
            yield from ((f"{name}.{key}", each) for key, each in list(held.items()) if _may_hold(each))


def _is_own(value: object) -> bool:
    """Tell whether an object is of a class of the user's."""
    return is_user(getattr(sys.modules.get(type(value).__module__), "__file__", None) or "<frozen>")


def _may_hold(value: object) -> bool:
    if type(value) is list:
        return len(value) >= STEPS - 1
    return type(value) is Tensor and value.grad_fn is not None


def _losses(value: Any) -> int:
    """Count the losses on which backward was called among the summands of a tensor, or in a list."""
    if isinstance(value, list):
        nodes = (each.grad_fn for each in value if type(each) is Tensor and each.grad_fn is not None)
        return sum(is_marked(node) for node in nodes)
    return 0 if is_marked(value.grad_fn) else sum(map(is_marked, _summands(value.grad_fn)))


def _summands(root: Node) -> Iterator[Node]:
    pending, seen = [root], {root}
    while pending:
        node = pending.pop()
        if is_marked(node):
            yield node
        elif kind(node) in SUMMING and len(seen) < MOST_SUMMANDS:
            following = [n for n, _ in node.next_functions if n is not None and n not in seen]
            pending += following
            seen.update(following)


def _where(code: CodeType, name: str, listed: bool) -> int | None:
    """Return the instruction at which code adds to a variable, or to an attribute of one."""
    attribute = name.rpartition(".")[2]
    before: list[dis.Instruction] = []
    for each in dis.get_instructions(code):
        if listed and each.argval == "append" and before and before[-1].argval == attribute:
            return int(each.offset)
        if not listed and each.opname.startswith("STORE") and each.argval == attribute:
            added = next((one for one in reversed(before[-3:]) if _adds(one)), None)
            if added is not None:
                return int(added.offset)
        before.append(each)
    return None


def _adds(instruction: dis.Instruction) -> bool:
    return instruction.opname in ("INPLACE_ADD", "BINARY_ADD") or (
        instruction.opname == "BINARY_OP" and instruction.argrepr in ("+", "+=")
    )
