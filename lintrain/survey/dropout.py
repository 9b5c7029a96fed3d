"""Dropout in the methods of modules that nothing tells the mode, so that nothing switches it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lintrain.events import Dropped, Event
from lintrain.flow.program import Program
from lintrain.model.dialects.torch import DROPOUT_FUNCTIONS, DROPOUTS
from lintrain.model.vocabulary import DELIBERATE_NAME
from lintrain.survey._classes import assigned, calls_of, is_module, is_own, owner, receiver
from lintrain.survey._guards import guards
from lintrain.survey._names import expressions, qualified
from lintrain.survey._values import only_value
from lintrain.survey.calls import literal
from lintrain.syntax import ir
from lintrain.syntax.walk import walk, words

EVENTS: tuple[type[Event], ...] = (Dropped,)

ASKS_MODE = re.compile(
    r"train|eval|test|infer|predict|mode|determin|stoch|sampl|uncertain|bayes|mc|augment", re.IGNORECASE
)
"""Words of conditions under which somebody may have asked for the mode, or for dropout at any time."""

FLAG = re.compile(r"^(?:apply|do|use|with|enable|no)?_?(?:drop|dropout|noise)$", re.IGNORECASE)
"""Names of parameters that say whether to drop."""

MEANT = re.compile(
    r"(?<!pos)(?<!posi)train(?!er)|loss|step|augment|noise|corrupt|perturb|prenet|pre_net|bayes|stochastic|sampl"
    r"|mask_|always|mcmc|monte",
    re.IGNORECASE,
)
"""Names of methods and classes that are for training alone, or that mean to drop at any time."""

SETS_MODE = {"train", "eval"}
"""A class with methods of its own of these names may set rates in them."""


@dataclass(frozen=True, slots=True)
class Site:
    """One call in a method of a module. ``position`` is that of its node in ``code``."""

    program: Program
    cls: int
    method: ir.Code
    code: ir.Code
    position: int
    call: ir.Call

    @property
    def name(self) -> str:
        """What the class is called."""
        return self.program.classes[self.cls].name

    def argument(self, position: int, keyword: str) -> ir.Expr | None:
        """Return the argument at a position or with a keyword."""
        for index, arg in enumerate(self.call.args):
            if arg.keyword == keyword or (arg.keyword is None and index == position):
                return arg.value
        return None


def survey(program: Program) -> Iterator[Dropped]:
    """Yield the calls that drop in every mode."""
    for site in _sites(program):
        rate = _applied(site)
        if rate is not None and not _is_meant(site) and not _asks(site):
            yield rate


def _sites(program: Program) -> Iterator[Site]:
    for code in program.root.codes.values():
        belongs = owner(program, code)
        if belongs is None or not is_module(program, belongs[0]) or not receiver(program, belongs[1]):
            continue
        positions = {id(node.op): index for index, node in enumerate(code.nodes)}
        for part, op in expressions(code):
            if isinstance(part, ir.Call) and not any(arg.star for arg in part.args):
                yield Site(program, *belongs, code, positions[id(op)], part)


def _applied(site: Site) -> Dropped | None:
    """Return what a call drops, if it is one that does not ask for the mode."""
    name = qualified(site.program, site.code, site.call.func) or ""
    head, _, function = name.rpartition(".")
    if head == "torch.nn.functional" and function in DROPOUT_FUNCTIONS:
        told = site.argument(2, "training") is not None
        return None if told else _dropped(site, function, site.argument(1, "p"), 0.5)
    if name == "torch.nn.functional.scaled_dot_product_attention":
        return _dropped(site, function, site.argument(4, "dropout_p"), 0.0)
    layer = _layer(site)
    if layer is not None and site.method.name != "__init__":
        built = Site(site.program, site.cls, site.method, site.code, site.position, layer[1])
        return _dropped(site, layer[0], built.argument(0, "p"), 0.5)
    return None


def _layer(site: Site) -> tuple[str, ir.Call] | None:
    """Return the layer that is built and applied at once, in one expression or under a name for it."""
    built = site.call.func
    if isinstance(built, ir.Name):
        found = only_value(site.code, built.id)
        if found is None or _mentions_mode_of(site.code, built.id):
            return None
        built = found
    if not isinstance(built, ir.Call) or any(arg.star for arg in built.args):
        return None
    name = qualified(site.program, site.code, built.func) or ""
    head, _, kind = name.rpartition(".")
    return (kind, built) if head == "torch.nn" and kind in DROPOUTS else None


def _mentions_mode_of(code: ir.Code, name: str) -> bool:
    """Tell whether anything but a call is done with a local variable."""
    called = {id(part.func) for part, _ in expressions(code) if isinstance(part, ir.Call)}
    targets = {id(t) for node in code.nodes if isinstance(node.op, ir.Assign) for t in node.op.targets}
    uses = [part for part, _ in expressions(code) if isinstance(part, ir.Name) and part.id == name]
    return any(id(use) not in called | targets for use in uses)


def _dropped(site: Site, call: str, rate: ir.Expr | None, default: float) -> Dropped | None:
    known = default if rate is None else _rate(site, rate)
    if known == 0:
        return None
    program = site.program
    return Dropped(
        program.place(site.call.at),
        ir.render(site.call.func),
        call,
        known,
        site.name,
        False,
        receiver(program, site.method),
        None if rate is None else program.place(rate.at),
    )


def _rate(site: Site, expr: ir.Expr) -> float | None:
    """Return a rate, ``None`` for an attribute without a number; zero where the mode may choose it."""
    value = literal(expr)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(expr, ir.Name):
        found = only_value(site.code, expr.id)
        return _rate(site, found) if found is not None and not isinstance(found, ir.Name) else 0.0
    name = _attribute(site, expr)
    if name is None or SETS_MODE & site.program.methods[site.cls].keys():
        return 0.0
    values = assigned(site.program, site.cls, name)
    if not values or any(ASKS_MODE.search(word) for value in values for word in words(value)):
        return 0.0
    plain = {literal(value) for value in values} if ir.render(expr).count(".") == 1 else set()
    only = plain.pop() if len(plain) == 1 else None
    return float(only) if isinstance(only, int | float) else None


def _attribute(site: Site, expr: ir.Expr) -> str | None:
    """Return the attribute of the module that ``expr`` is, or is a part of."""
    while isinstance(expr, ir.Attr | ir.Subscript):
        if isinstance(expr, ir.Attr) and is_own(site.program, site.code, expr):
            return expr.name
        expr = expr.base
    return None


def _is_meant(site: Site) -> bool:
    names = (site.name, site.method.name, site.code.name)
    return any(MEANT.search(name) or DELIBERATE_NAME.search(name) for name in names)


def _asks(site: Site) -> bool:
    """Tell whether somebody who asks for the mode, or who is told by a caller, decides about the call."""
    around = [*guards(site.code, site.position), *_choices(site.code)]
    if any(ASKS_MODE.search(word) for one in around for word in words(one)):
        return True
    given = {p.name for p in site.code.parameters if FLAG.search(p.name)}
    if any(isinstance(part, ir.Name) and part.id in given for one in around for part in walk(one)):
        return True
    callers = calls_of(site.program, site.cls, site.method.name)
    asked = (
        condition for code, position in callers for condition in (*guards(code, position), *_choices(code))
    )
    return any(ASKS_MODE.search(word) for condition in asked for word in words(condition))


def _choices(code: ir.Code) -> Iterator[ir.Expr]:
    """Yield the conditions of conditional expressions."""
    return (part.condition for part, _ in expressions(code) if isinstance(part, ir.Choice))
