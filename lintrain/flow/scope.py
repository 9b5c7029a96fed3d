"""Scopes: every code object of a file, the frames they run in, and how names are used."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lintrain.flow.loops import Loops
from lintrain.model.dialects import Speech, speech
from lintrain.model.dialects.torch import canonical
from lintrain.model.project import Unit
from lintrain.model.values import Object
from lintrain.model.vocabulary import EVALUATION_NAME, is_harmless
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk, words


@dataclass(slots=True, eq=False)
class Frame:
    """One activation of a code object, in one calling context.

    ``ident`` is the same whenever the context is the same, so that a fixpoint meets it again.
    ``names`` is the index of its file, ``parent`` the scope it was defined in, ``caller`` the frame that
    called it.
    """

    ident: str
    code: ir.Code
    names: Index
    parent: Frame | None = None
    receiver: Object | None = None
    caller: Frame | None = None
    in_model: bool = False
    node: int = 0

    def chain(self) -> Iterator[Frame]:
        """Yield this frame and its callers, innermost first."""
        frame: Frame | None = self
        while frame is not None:
            yield frame
            frame = frame.caller

    @property
    def depth(self) -> int:
        """How many calls deep this frame is."""
        return sum(1 for _ in self.chain())

    def stack(self) -> tuple[tuple[str, int], ...]:
        """Return (frame, node) for this frame and its callers, outermost first."""
        return tuple((f.ident, f.node) for f in reversed(list(self.chain())))


MATTERS = re.compile(
    r"backward|^step$|_step$|zero_grad|clip|unscale|^scale|grad|^train$|^eval$|loss|criteri|entropy"
    r"|parameters|state_dict|optim|Adam|SGD|Scaler"
)
SQUASHES = re.compile(r"oftmax|igmoid")
"""What turns scores into probabilities matters only where a cross entropy could meet it."""
GRAD_OFF = frozenset(("no_grad", "inference_mode", "set_grad_enabled"))
GENERIC = {"<lambda>", "__init__", "forward", "update", "reset", "main", "__call__"}
FREEZES = {"requires_grad_", "requires_grad"}


@dataclass(frozen=True, slots=True)
class Field:
    """An attribute that a class body declares."""

    name: str
    annotation: ir.Expr
    default: ir.Expr | None = None
    frame: str = "m"
    """The scope that the annotation is read in."""


@dataclass(slots=True)
class Index:
    """All code objects of one file, and the file-wide uses of names."""

    module: ir.Code
    unit: Unit
    codes: dict[int, ir.Code] = field(default_factory=dict)
    classes: dict[int, ir.DefineClass] = field(default_factory=dict)
    methods: dict[int, dict[str, ir.Define]] = field(default_factory=dict)
    defines: dict[int, ir.Define] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    """The class that a method belongs to."""
    within: dict[int, int] = field(default_factory=dict)
    """The scope that a function stands in."""
    uses: dict[str, set[str]] = field(default_factory=dict)
    """Method names called on each receiver text."""
    condition_words: dict[str, int] = field(default_factory=dict)
    """In how many conditions each identifier occurs."""

    attributes: set[str] = field(default_factory=set)
    """Every attribute that some code of the file assigns."""
    _used: dict[str, frozenset[str]] = field(default_factory=dict)

    def methods_used(self, text: str) -> frozenset[str]:
        """Return the names of methods called on receivers written as ``text``."""
        known = self._used.get(text)
        if known is None:
            known = self._used[text] = frozenset(self.uses.get(text, ()))
        return known

    matters: frozenset[int] = frozenset()
    """Code that can touch gradients, modes or losses, itself or through what it calls by name."""
    compared: set[str] = field(default_factory=set)
    """The literals that conditions mention."""
    asked: dict[int, frozenset[str]] = field(default_factory=dict)
    """The identifiers in conditions of an operation, by its syntax node."""
    calls: dict[int, frozenset[str]] = field(default_factory=dict)
    """The names that an operation calls, by its syntax node."""
    called: dict[int, set[str]] = field(default_factory=dict)
    """The variables, and attributes of ``self``, that each code object calls."""
    squashes: frozenset[int] = frozenset()
    """Code that can turn scores into probabilities, itself or through what it calls by name."""
    leaks: dict[int, set[str]] = field(default_factory=dict)
    """The parameters (``self`` too) that each code object hands to something else."""
    written: dict[int, set[str]] = field(default_factory=dict)
    """Attributes of ``self`` that each code object assigns."""
    freezes_norms: bool = False
    """Somewhere norm layers, or parameters chosen by name, are told to want no gradient."""
    speech: Speech = field(default_factory=speech)
    """What calls mean in the dialects, and in the user's own words."""
    liveness: object = None
    """See :mod:`lintrain.flow.liveness`, which keeps it here."""
    backward_loops: dict[tuple[int, int], bool] = field(default_factory=dict)
    step_loops: dict[tuple[int, int], bool] = field(default_factory=dict)
    """See :func:`goes_backward`."""
    changed: dict[int, frozenset[str]] = field(default_factory=dict)
    """The parameters whose items each function may change, where that was asked."""
    decays: set[int] = field(default_factory=set)
    """Code objects in which ``"weight_decay"`` is a key, not a keyword."""
    loops: Loops = field(default_factory=Loops)
    statics: dict[str, str | int] = field(default_factory=dict)
    """Module-level imports (qualified name), classes and functions (their code)."""

    fixed: frozenset[str] = frozenset()
    """Module-level imports, classes and functions whose name is bound once: they need no state."""

    stars: tuple[str, ...] = ()
    """The modules that everything is imported from."""
    says_softmax: bool = False
    """Somewhere scores are turned into probabilities."""
    enclosing: frozenset[int] = frozenset()
    """Scopes in which other scopes stand."""
    values: dict[str, ir.Expr] = field(default_factory=dict)
    """What module-level names that are assigned once are assigned."""
    foreign: frozenset[str] = frozenset()
    """Local names of what is imported, anywhere in the file, from files that speak of training."""
    led: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    """What was said of each imported name: see :data:`Leads`."""
    acting: frozenset[str] = frozenset()
    """Those of them behind which something may train."""

    def offers(self, name: str) -> bool:
        """Tell whether ``from ... import *`` takes this name from the file."""
        match self.values.get("__all__"):
            case ir.Sequence(items=items) if all(isinstance(item, ir.Const) for item in items):
                return any(isinstance(item, ir.Const) and item.value == name for item in items)
        return not name.startswith("_")

    def unique(self, name: str) -> int | None:
        """Return the only function of the file with this name."""
        found = [at for at, define in self.defines.items() if define.code.name == name]
        return found[0] if len(found) == 1 else None


Leads = Callable[[str], tuple[bool, bool]]
"""Tells of an imported name whether it leads to files that speak of training, and to such that act."""


def index_of(unit: Unit, leads: Leads, speech: Speech) -> Index:
    """Return the index of a file, made when it is first asked for or its imports lead elsewhere."""
    known = unit.index
    led = {origin: leads(origin) for origin in known.led} if isinstance(known, Index) else {}
    if not isinstance(known, Index) or led != known.led:
        known = unit.index = build_index(unit, leads, speech)
    return known


def build_index(unit: Unit, leads: Leads, speech: Speech) -> Index:
    """Walk all code objects once."""
    module = unit.code
    index = Index(module, unit, speech=speech)
    _index_code(index, module)
    _index_imports(index, leads)
    index.squashes = _squashing(index)
    index.enclosing = frozenset(index.within.values())
    index.says_softmax = any(map(SQUASHES.search, index.module.words))
    index.matters = _mattering(index)
    index.freezes_norms = any(map(_freezes, index.codes.values()))
    _index_statics(index)
    return index


def _index_imports(index: Index, leads: Leads) -> None:
    """Note which local names come from other files of the project."""
    foreign: set[str] = set()
    acting: set[str] = set()
    imports = [n.op for c in index.codes.values() for n in c.nodes if isinstance(n.op, ir.Import)]
    names = dict.fromkeys(name for op in imports for name in op.names)
    index.led = {origin: leads(origin) for _, origin in names}
    for local, origin in names:
        speaks, acts = index.led[origin]
        if speaks:
            foreign.add(local)
        if acts:
            acting.add(local)
    index.stars = tuple(star for op in imports for star in op.stars)
    index.led |= {star: leads(star) for star in index.stars}
    starred = _unbound(index) if index.stars else set()
    foreign |= starred if any(index.led[star][0] for star in index.stars) else set()
    acting |= starred if any(index.led[star][1] for star in index.stars) else set()
    index.foreign, index.acting = frozenset(foreign), frozenset(acting)


def _unbound(index: Index) -> set[str]:
    """Return the names that the file calls or inherits from and does not bind itself."""
    bases = (base for op in index.classes.values() for base in op.bases)
    used = {base.id for base in bases if isinstance(base, ir.Name)}.union(*index.called.values())
    return {name for name in used - index.module.assigned if not hasattr(builtins, name)}


def _index_statics(index: Index) -> None:
    """Note what the module imports and defines, and which of its names are bound only once."""
    bound: dict[str, int] = {}
    visible = True
    for node in index.module.nodes:
        op = node.op
        names: list[str] = []
        if isinstance(op, ir.Branch) and op.condition is not None:
            # What stands under ``if __name__ == "__main__"`` does not exist for who imports the module.
            visible &= "__name__" not in words(op.condition)
        match op:
            case ir.Import(names=imported):
                index.statics |= {local: canonical(origin) for local, origin in imported}
                names = [local for local, _ in imported]
            case ir.DefineClass(name=name, body=body):
                index.statics[name] = body.at
                names = [name]
            case ir.Define(code=code):
                index.statics[code.name] = code.at
                names = [code.name]
            case ir.Assign(targets=(ir.Name(id=name),), value=value):
                if visible:
                    index.values[name] = value
                names = [name]
            case ir.Assign(targets=targets) | ir.Delete(targets=targets):
                names = [p.id for t in targets for p in walk(t) if isinstance(p, ir.Name)] * 2
            case ir.Augment(target=target) | ir.For(target=target):
                names = [p.id for p in walk(target) if isinstance(p, ir.Name)] * 2
            case ir.Bind(names=several):
                names = [*several] * 2
            case ir.Enter(target=entered) if entered is not None:
                names = [p.id for p in walk(entered) if isinstance(p, ir.Name)] * 2
            case _:
                continue
        for name in names:
            bound[name] = bound.get(name, 0) + 1
    declared = frozenset().union(*(c.outer for c in index.codes.values()))
    once = frozenset(n for n, count in bound.items() if count == 1 and n not in declared)
    index.fixed = once & index.statics.keys()
    index.values = {n: value for n, value in index.values.items() if n in once and n not in index.statics}


def _freezes(code: ir.Code) -> bool:
    names_norm = code.kind == "function" and any("Norm" in word for word in code.words)
    return bool(code.words & FREEZES) and (names_norm or "named_parameters" in code.words)


def _mattering(index: Index) -> frozenset[int]:

    def matters(word: str) -> bool:
        return (MATTERS.search(word) is not None and word != "no_grad") or SQUASHES.search(word) is not None

    relevant = {word for word in index.module.words if matters(word) or word in index.speech.words}
    found = {c.at for c in index.codes.values() if c.words & relevant}
    found |= {c.at for c in index.codes.values() if _evaluates(index, c)}
    # A model's layers and what is done with them stand in different methods.
    factories = {
        c.at
        for c in index.codes.values()
        if "nn" in c.words and c.kind == "function" and c.at not in index.owner
    }
    found |= factories
    found |= {
        d.code.at
        for at, table in index.methods.items()
        if at in found and "forward" in table
        for d in table.values()
    }
    found |= {
        table["forward"].code.at
        for at, table in index.methods.items()
        if at in index.squashes and "forward" in table
    }
    # What calls a function that it was given, or one that it inherits, does whatever that does.
    found |= {at for at, called in index.called.items() if _calls_out(index, at, called)}
    found |= _around(index, found)
    said = {index.codes[at].name for at in found}
    names = (said - GENERIC) | index.foreign
    while True:
        more = {c.at for c in index.codes.values() if c.at not in found and c.words & names}
        more |= {at for at, called in index.called.items() if at not in found and called & said}
        if not more:
            return frozenset(found)
        more |= _around(index, found | more)
        found |= more
        said |= {index.codes[at].name for at in more}
        names |= said - GENERIC


def _squashing(index: Index) -> frozenset[int]:
    squashing = frozenset(filter(SQUASHES.search, index.module.words))
    if not index.foreign and not squashing:
        return frozenset()
    found = {c.at for c in index.codes.values() if not squashing.isdisjoint(c.words)}
    names = index.foreign.union(index.codes[at].name for at in found) - GENERIC
    while True:
        more = {c.at for c in index.codes.values() if c.at not in found and c.words & names}
        if not more:
            return frozenset(found)
        found |= more
        names |= {index.codes[at].name for at in more} - GENERIC


def _calls_out(index: Index, at: int, called: set[str]) -> bool:
    """Tell whether a function in another calls what it is given, or a method what another file may define."""
    owner = index.owner.get(at)
    if owner is not None:
        bases = frozenset[str]().union(*(words(b) for b in index.classes[owner].bases))
        return bool(bases & index.foreign) and bool(called - index.methods[owner].keys() - index.foreign)
    outer = index.codes.get(index.within.get(at, -1))
    if outer is None or outer.kind not in ("function", "lambda"):
        return False
    return any(p.name in called for p in (*outer.parameters, *index.codes[at].parameters))


def _around(index: Index, found: set[int]) -> set[int]:
    """Return the functions that others stand in: they are run to get at them."""
    around: set[int] = set()
    for at in found:
        outer = index.codes.get(index.within.get(at, -1))
        while outer is not None and outer.kind == "function":
            around.add(outer.at)
            outer = index.codes.get(index.within.get(outer.at, -1))
    return around - found


def _evaluates(index: Index, code: ir.Code) -> bool:
    """Tell whether a function may evaluate a model: it calls one, and turns gradients off or says so."""
    if code.kind != "function":
        return False
    called = index.called.get(code.at, set())
    if not any(n not in index.statics and not hasattr(builtins, n) for n in called):
        return False
    define = index.defines.get(code.at)
    decorators = {
        p.name for d in (define.decorators if define else ()) for p in walk(d) if isinstance(p, ir.Attr)
    }
    return bool((code.words | decorators) & GRAD_OFF) or EVALUATION_NAME.search(code.name) is not None


def _index_code(index: Index, code: ir.Code) -> None:
    index.codes[code.at] = code
    for node in code.nodes:
        op = node.op
        match op:
            case ir.Define(code=inner):
                index.defines[inner.at] = op
                index.within[inner.at] = code.at
                for decorator in op.decorators:
                    _index_expr(index, code, decorator, set(), set())
                for parameter in inner.parameters:
                    if parameter.default is not None:
                        _index_expr(index, code, parameter.default, set(), set())
                _index_code(index, inner)
            case ir.DefineClass(body=body):
                index.classes[body.at] = op
                index.within[body.at] = code.at
                table = index.methods.setdefault(body.at, {})
                for base in op.bases:
                    _index_expr(index, code, base, set(), set())
                for member in body.nodes:
                    if isinstance(member.op, ir.Define):
                        table[member.op.code.name] = member.op
                        index.owner[member.op.code.at] = body.at
                _index_code(index, body)
        targets = (
            op.targets if isinstance(op, ir.Assign) else (op.target,) if isinstance(op, ir.Augment) else ()
        )
        for target in targets:
            for part in walk(target):
                if isinstance(part, ir.Attr):
                    index.written.setdefault(code.at, set()).add(part.name)
                    index.attributes.add(part.name)
        asked: set[str] = set()
        called: set[str] = set()
        if isinstance(op, ir.Branch) and op.condition is not None:
            _ask(index, asked, op.condition)
        for expr in operands(op):
            _index_expr(index, code, expr, asked, called)
        if asked:
            index.asked[op.at] = frozenset(asked)
        if called:
            index.calls[op.at] = frozenset(called)


def _leak(index: Index, code: ir.Code, call: ir.Call) -> None:
    names = {a.value.id for a in call.args if isinstance(a.value, ir.Name)}
    leaked = names & {p.name for p in code.parameters}
    if leaked:
        index.leaks.setdefault(code.at, set()).update(leaked)


def _ask(index: Index, asked: set[str], condition: ir.Expr) -> None:
    index.compared |= {repr(p.value) for p in walk(condition) if isinstance(p, ir.Const)}
    found = words(condition)
    asked |= found
    for word in found:
        index.condition_words[word] = index.condition_words.get(word, 0) + 1


def _index_expr(index: Index, code: ir.Code, expr: ir.Expr, asked: set[str], called: set[str]) -> None:
    for part in walk(expr):
        if isinstance(part, ir.Call):
            _index_call(index, code, part, asked, called)
        elif isinstance(part, ir.Const):
            if part.value == "weight_decay":
                index.decays.add(code.at)
        elif isinstance(part, ir.Choice):
            _ask(index, asked, part.condition)
        elif isinstance(part, ir.Lambda):
            index.within[part.code.at] = code.at
            _index_code(index, part.code)


def _index_call(index: Index, code: ir.Code, call: ir.Call, asked: set[str], called: set[str]) -> None:
    func = call.func
    name = ""
    if isinstance(func, ir.Attr):
        name = func.name
        if isinstance(func.base, ir.Name | ir.Attr | ir.Subscript):
            index.uses.setdefault(ir.render(func.base), set()).add(name)
        if name in ("step", "unscale_") and call.args and isinstance(call.args[0].value, ir.Name | ir.Attr):
            # scaler.step(optimizer): that is how an optimizer is stepped under mixed precision.
            index.uses.setdefault(ir.render(call.args[0].value), set()).add("step")
    elif isinstance(func, ir.Name):
        name = func.id
    if isinstance(func, ir.Name) or (isinstance(func, ir.Attr) and ir.render(func.base) == "self"):
        index.called.setdefault(code.at, set()).add(name)
    if not isinstance(func, ir.Name) or not is_harmless(name):
        _leak(index, code, call)
    called.add(name)
    for arg in call.args:
        if arg.keyword == "enabled":
            asked |= words(arg.value)


def goes_backward(index: Index, code: ir.Code, head: int) -> bool:
    """Tell whether the body of a loop may produce gradients, itself or in what it calls by name."""
    known = index.backward_loops.get((code.at, head))
    if known is None:
        called = {n for node in code.nodes if head in node.loops for n in index.calls.get(node.op.at, ())}
        inner = (c for c in index.codes.values() if c.name in called and "backward" in c.words)
        unseen = called & ({p.name for p in code.parameters} | index.acting)
        known = bool(unseen) or any("backward" in n for n in called) or next(inner, None) is not None
        index.backward_loops[(code.at, head)] = known
    return known


def makes_steps(index: Index, code: ir.Code, head: int) -> bool:
    """Tell whether the body of a loop may go backward and step, itself or in what it calls by name.

    Who speaks of no optimizer and of no step leaves the gradients that it makes to a step around it.
    """
    known = index.step_loops.get((code.at, head))
    if known is None:
        inside = [node for node in code.nodes if head in node.loops]
        called = {name for node in inside for name in index.calls.get(node.op.at, ())}
        inner = (c.words for c in index.codes.values() if c.name in called)
        said = frozenset().union(*(words(expr) for node in inside for expr in operands(node.op)), *inner)
        steps = any("step" in word or "optim" in word for word in said)
        known = index.step_loops[(code.at, head)] = steps and goes_backward(index, code, head)
    return known
