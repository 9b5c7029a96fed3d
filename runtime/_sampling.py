"""Looking at values without making the program wait for them.

What is to be known is reduced on the device; at the end of a step all of these numbers become one vector,
whose copy to the host is started; it is read when a later step is over, and only if it has arrived. On the
steps in between nobody asks a device for anything.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

PATIENCE = 5
"""So many steps may numbers wait that nobody is in a hurry about."""

_PEEK = getattr(getattr(torch._C, "_functorch", None), "peek_interpreter_stack", None)
"""What ``torch.func`` does at this moment; not there in every torch."""

_PLAIN = (Tensor, nn.Parameter)

Receiver = Callable[[list[float]], None]

_Part = list[float] | tuple[torch.device, int]
"""Numbers, or how many of them come from a device."""


class Sampling:
    """When values are looked at, and how they get here.

    Step 0, the powers of two and the last step are sampled, and all of them while it is ``armed``: somebody
    has seen something that is worth a closer look.
    """

    def __init__(self, limit: int | None) -> None:
        self.armed = False
        self._limit = limit
        self._waiting: list[_Request] = []
        self._urgent = False
        self._turns = 0
        self._sent: deque[_Parcel] = deque()

    def due(self, step: int) -> bool:
        """Tell whether values are looked at on this step."""
        powers = step & (step - 1) == 0
        return self.armed or powers or (self._limit is not None and step == self._limit - 1)

    def enqueue(self, tensors: Sequence[Tensor], receive: Receiver, *, urgent: bool = True) -> None:
        """Ask for all entries of ``tensors``, in order: ``receive`` gets them as numbers, later."""
        self._waiting.append(_Request([freed(tensor) for tensor in tensors], receive))
        self._urgent = self._urgent or urgent

    def turn(self, step: int) -> None:
        """A step is over: read what has arrived, send what was asked for."""
        while self._sent and self._sent[0].arrived:
            self._sent.popleft().deliver()
        self._turns += 1
        if self._waiting and (self._urgent or self._turns >= PATIENCE):
            self._send()

    def flush(self) -> None:
        """Wait for everything that was asked for."""
        if self._waiting:
            self._send()
        while self._sent:
            self._sent.popleft().deliver()

    def _send(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._urgent, self._turns = False, 0
        self._sent.append(_Parcel(waiting))


class _Request(NamedTuple):
    """Numbers that somebody wants."""

    tensors: list[Tensor]
    receive: Receiver


class _Parcel:
    """Numbers on their way: one vector for each device. Those of the host are at hand, and simply read."""

    def __init__(self, requests: list[_Request]) -> None:
        by_device: defaultdict[torch.device, list[Tensor]] = defaultdict(list)
        self._plan: list[tuple[list[_Part], Receiver]] = []
        for request in requests:
            parts: list[_Part] = []
            for tensor in request.tensors:
                if is_at_hand(tensor):
                    parts.append(_numbers(tensor))
                else:
                    by_device[tensor.device].append(tensor)
                    parts.append((tensor.device, tensor.numel()))
            self._plan.append((parts, request.receive))
        self._copies = {device: _Copy(device, tensors) for device, tensors in by_device.items()}

    @property
    def arrived(self) -> bool:
        """Tell whether it can be read without waiting."""
        return all(copy.arrived for copy in self._copies.values())

    def deliver(self) -> None:
        """Hand the numbers out; waits for them where they have not arrived."""
        numbers = {device: iter(copy.read()) for device, copy in self._copies.items()}
        for parts, receive in self._plan:
            found: list[float] = []
            for part in parts:
                if isinstance(part, list):
                    found += part
                else:
                    device, count = part
                    found += itertools.islice(numbers[device], count)
            receive(found)


def _numbers(tensor: Tensor) -> list[float]:
    """Return all entries of a tensor on the host."""
    return [float(tensor)] if tensor.numel() == 1 else [float(n) for n in tensor.reshape(-1).tolist()]


class _Copy:
    """The copy of some numbers from one device to the host."""

    def __init__(self, device: torch.device, tensors: list[Tensor]) -> None:
        wide = torch.float32 if device.type == "mps" else torch.float64
        self._values = torch.cat([tensor.reshape(-1) for tensor in tensors]).to(wide)
        self._event: Any = None  # torch's own events are not typed
        if device.type == "cuda":
            there = torch.empty(self._values.shape, dtype=wide, device="cpu", pin_memory=True)
            there.copy_(self._values, non_blocking=True)
            self._event = torch.cuda.current_stream(device).record_event()
            self._values = there

    @property
    def arrived(self) -> bool:
        return self._event is None or bool(self._event.query())

    def read(self) -> list[float]:
        if self._event is not None:
            self._event.synchronize()
        return [float(number) for number in self._values.tolist()]


# --- reductions ---


def freed(tensor: Tensor) -> Tensor:
    """Return a tensor without its graph; itself, if it has none."""
    return tensor.detach() if tensor.requires_grad else tensor


def is_plain(tensor: object) -> bool:
    """Tell whether a tensor may be looked at: dense, of numbers, and nothing that only stands for one."""
    if type(tensor) not in _PLAIN:
        return False
    assert isinstance(tensor, Tensor)
    # A quantized tensor is not of floating-point numbers either.
    dense = tensor.layout is torch.strided and tensor.is_floating_point()
    return dense and not tensor.is_meta and not _is_transformed()


def is_at_hand(tensor: Tensor) -> bool:
    """Tell whether a tensor can be read without waiting for a device."""
    return tensor.is_cpu


def _is_transformed() -> bool:
    """Tell whether ``torch.func`` or a tracer stands between tensors and their values."""
    return (_PEEK is not None and _PEEK() is not None) or torch._C._get_tracing_state() is not None


def norms(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Return the norm of each tensor, on its device; that of very large numbers may be infinite."""
    with torch.no_grad():
        halves = {index for index, tensor in enumerate(tensors) if tensor.dtype is torch.float16}
        rest = [tensor.detach() for index, tensor in enumerate(tensors) if index not in halves]
        found = iter(torch._foreach_norm(rest) if rest else ())
        # The norm of half-precision numbers would not fit into one.
        return [_wide_norm(t) if index in halves else next(found) for index, t in enumerate(tensors)]


def _wide_norm(tensor: Tensor) -> Tensor:
    norm: Tensor = torch.linalg.vector_norm(tensor.detach(), dtype=torch.float32)
    return norm


def largest(tensors: Sequence[Tensor]) -> list[Tensor]:
    """Return the largest absolute value of each tensor: few kernels on a GPU, slow elsewhere."""
    with torch.no_grad():
        return list(torch._foreach_norm([each.detach() for each in tensors], math.inf)) if tensors else []


def total(tensor: Tensor) -> Tensor:
    """Return the sum of a tensor's entries, wide enough for those of finite ones to be finite."""
    wide = tensor.dtype if tensor.dtype is torch.float64 else torch.float32
    return tensor.detach().sum(dtype=wide)


def leaves(thing: Any, depth: int = 3) -> Iterator[Tensor]:
    """Yield the tensors of numbers in what went into a module, or came out of it."""
    if isinstance(thing, Tensor):
        if is_plain(thing):
            yield thing
    elif depth > 0 and isinstance(thing, list | tuple | dict):
        for each in thing.values() if isinstance(thing, dict) else thing:
            yield from leaves(each, depth - 1)
