"""Every object's role has a reason, and says how sure it is."""

from __future__ import annotations

import pytest

from lintrain.analysis import analyse
from lintrain.flow import witness
from lintrain.flow.machine import Machine
from lintrain.model.reasons import Confidence, Role
from lintrain.model.values import Kind
from lintrain.rule import static_rules
from lintrain.syntax.tree import Tree, parse

IMPORTS = """
from types import SimpleNamespace
import torch
import torch.nn.functional as F
from torch import nn, optim
"""

STEP = """
    for x, y in batches:
        F.cross_entropy(net(x), y).backward()
        it.step()
        it.zero_grad()
"""


class Roles:
    """The roles that a program's objects play, by their names in the source."""

    def __init__(self, machines: list[Machine], tree: Tree) -> None:
        self._tree = tree
        self.found = [role for machine in machines for role in machine.roles.values()]

    def of(self, name: str) -> Role:
        named = [role for role in self.found if role.name == name]
        assert named, [role.name for role in self.found]
        return max(named, key=lambda role: role.reason.confidence)

    def row(self, name: str) -> int:
        at = self.of(name).reason.at
        assert at is not None
        return self._tree.span(at.key).start.row - IMPORTS.count("\n")


@pytest.fixture
def roles(monkeypatch: pytest.MonkeyPatch):
    machines: list[Machine] = []

    class Remembered(Machine):
        def __init__(self, *args: object, **keywords: object) -> None:
            super().__init__(*args, **keywords)  # type: ignore[arg-type]  # handed on as they are
            machines.append(self)

    monkeypatch.setattr(witness, "Machine", Remembered)

    def run(source: str) -> Roles:
        data = (IMPORTS + source).encode()
        assert not analyse("program.py", data, static_rules()).problems
        return Roles(machines, parse("program.py", data))

    return run


@pytest.mark.parametrize(
    ("built", "reason"),
    [
        ("optim.AdamW(net.parameters())", "built by torch.optim.AdamW"),
        ("getattr(optim, name)(net.parameters())", "built by torch.optim, by a name that is not known"),
        ("(optim.Adam if name else optim.SGD)(net.parameters())", "built by torch.optim."),
        ("{1: optim.Adam, 2: optim.SGD}[name](net.parameters())", "built by one of several classes"),
    ],
)
def test_a_constructor_is_certain(roles, built: str, reason: str) -> None:
    role = roles(f"def train(net, batches, name):\n    it = {built}{STEP}").of("it")
    assert role.kind is Kind.OPTIMIZER
    assert role.reason.confidence is Confidence.CERTAIN
    assert role.reason.text.startswith(reason)


def test_a_constructor_says_where(roles) -> None:
    found = roles(f"def train(net, batches):\n    it = optim.Adam(net.parameters()){STEP}")
    assert found.row("it") == 2


@pytest.mark.parametrize("annotation", ["optim.Optimizer", '"optim.Optimizer"', "optim.SGD"])
def test_a_declaration_is_certain(roles, annotation: str) -> None:
    role = roles(f"def train(net, it: {annotation}, batches):{STEP}").of("it")
    assert role.kind is Kind.OPTIMIZER
    assert role.reason.confidence is Confidence.CERTAIN
    assert role.reason.text.startswith("declared as torch.optim.")


def test_use_is_likely(roles) -> None:
    found = roles(f"def train(net, it, batches):{STEP}    return net.parameters()\n")
    assert found.of("it").reason.confidence is Confidence.LIKELY
    assert found.of("it").reason.text == "by use: `zero_grad` and `step` on it"
    assert found.of("net").reason.text == "by use: `parameters` on it"


def test_a_name_is_the_last_resort(roles) -> None:
    source = "def train(net, optimizer, loss):\n    loss.backward()\n    optimizer.step()\n"
    role = roles(source).of("optimizer")
    assert role.reason.confidence is Confidence.CONVENTION
    assert role.reason.text == "by convention: named and used like one"


def test_a_name_alone_is_nothing(roles) -> None:
    found = roles("def show(optimizer, loss):\n    loss.backward()\n    print(optimizer.title)\n")
    assert not [role for role in found.found if role.name == "optimizer"]


def test_what_a_scaler_steps_is_likely_an_optimizer(roles) -> None:
    source = (
        "def train(scaler: torch.amp.GradScaler, mover, loss):\n"
        "    scaler.scale(loss).backward()\n"
        "    scaler.step(mover)\n"
    )
    role = roles(source).of("mover")
    assert role.kind is Kind.OPTIMIZER
    assert role.reason.confidence is Confidence.LIKELY
    assert role.reason.text == "by use: a gradient scaler steps it"


def test_a_class_of_the_file_is_certain(roles) -> None:
    source = (
        "class Net(nn.Module):\n    def forward(self, x):\n        return x\n"
        "def train(batches):\n    net = Net()\n    it = optim.SGD(net.parameters(), 0.1)" + STEP
    )
    role = roles(source).of("net")
    assert role.kind is Kind.MODEL
    assert role.reason.text == "built by the class Net"


def test_the_surest_reason_is_kept(roles) -> None:
    source = f"def train(net: nn.Module, it, batches):{STEP}    return net.parameters()\n"
    assert roles(source).of("net").reason.text == "declared as torch.nn.Module"
