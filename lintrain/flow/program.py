"""The files that one analysis meets: the one it is about, and those that its imports lead to, on demand."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import partial

from lintrain.events import Place
from lintrain.flow.batches import Batches
from lintrain.flow.learning import Learning
from lintrain.flow.ranks import Ranks
from lintrain.flow.scope import Index, index_of
from lintrain.model.dialects.torch import NO_GRAD, canonical
from lintrain.model.layers import layer_facts, passes, weighs
from lintrain.model.project import Project, Unit
from lintrain.model.values import Class, Function, LayerFacts, Module, Qualified, Value
from lintrain.source.imports import Spot
from lintrain.syntax import ir
from lintrain.syntax.walk import words

MOST_HOPS = 8
"""Re-exports followed from file to file."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A module-level name of a followed file that is assigned once; evaluated when it is first read."""

    index: Index
    name: str
    value: ir.Expr


Bound = Value | Assigned


@dataclass(slots=True)
class Merged:
    """What is known of all code that was met, by the number of its syntax node."""

    codes: dict[int, ir.Code] = field(default_factory=dict)
    classes: dict[int, ir.DefineClass] = field(default_factory=dict)
    methods: dict[int, dict[str, ir.Define]] = field(default_factory=dict)
    defines: dict[int, ir.Define] = field(default_factory=dict)
    owner: dict[int, int] = field(default_factory=dict)
    within: dict[int, int] = field(default_factory=dict)
    leaks: dict[int, set[str]] = field(default_factory=dict)
    written: dict[int, set[str]] = field(default_factory=dict)
    matters: set[int] = field(default_factory=set)
    squashes: set[int] = field(default_factory=set)


class Program(Merged):
    """One file and what it imports."""

    def __init__(self, unit: Unit, project: Project) -> None:
        super().__init__()
        self._project = project
        self.speech = project.speech
        self._starts: list[int] = []
        self._modules: list[Index] = []
        self._by_file: dict[str, Index | None] = {}
        self._imported: dict[tuple[str, str], Bound] = {}
        self._spots: dict[str, Spot] = {}
        self._says: dict[tuple[str, int], bool] = {}
        self._said: tuple[int, frozenset[str]] = (0, frozenset())
        self._passed: dict[tuple[int, int], bool] = {}
        self._attributes: dict[int, dict[str, ir.Expr | None]] = {}
        # Each entry holds the expression that its key identifies.
        self._texts: dict[int, tuple[ir.Expr, str]] = {}
        self._words: dict[int, tuple[ir.Expr, frozenset[str]]] = {}
        self.wild: set[str] = set()
        """Optimizers with hooks of their own: nothing is claimed about them."""
        self.parts: dict[str, frozenset[str]] = {}
        """The models that a model was built from."""
        self.rates: dict[str, str] = {}
        """The text of each optimizer's learning rate, and under ``""`` what rates were changed by."""
        self.spent = 0
        """The operations that all runs over the file took."""
        self.layers: dict[int, LayerFacts] = {}
        """The layers of each class that was asked about."""
        self.frozen: dict[int, tuple[tuple[str, tuple[str, ...], int], ...]] = {}
        """See :mod:`lintrain.flow.frozen`, which keeps them here."""
        self.pieces: dict[tuple[int, int], ir.Code] = {}
        """See :mod:`lintrain.flow.generators`, which keeps them here."""
        self.unsynced: set[str] = set()
        """The models whose ``no_sync`` is called."""
        self.learning = Learning()
        """Which models learn, and who holds them."""
        self.moved: set[str] = set()
        """The models that are moved to a device before an optimizer is built for them."""
        self.ranks = Ranks()
        """Batch norm under data parallelism."""
        self.batches = Batches()
        """Batch norm and the size of batches."""
        self.explained = False
        """Whether somebody asks why nothing was found: then machines keep a journal."""
        self.root = self._add(unit)

    # --- code ---

    @property
    def freezes_norms(self) -> bool:
        """Somewhere norm layers are told to want no gradient."""
        return any(index.freezes_norms for index in self._modules)

    @property
    def says_softmax(self) -> bool:
        """Somewhere scores are turned into probabilities."""
        return any(index.says_softmax for index in self._modules)

    def weighs(self, cls: int) -> bool:
        """Tell whether building the class ``cls`` certainly creates parameters."""
        return weighs(self, cls)

    @property
    def said(self) -> frozenset[str]:
        """All identifiers of the files that were looked into."""
        if self._said[0] != len(self._modules):
            self._said = len(self._modules), frozenset().union(*(i.module.words for i in self._modules))
        return self._said[1]

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether some identifier in these files looks like ``pattern``."""
        key = pattern.pattern, len(self._modules)
        if key not in self._says:
            self._says[key] = any(map(pattern.search, self.said))
        return self._says[key]

    def passes(self, code: ir.Code, node: int) -> bool:
        """Tell whether every run of ``code`` to its end passes ``node``; loop bodies count as run."""
        key = (code.at, node)
        if key not in self._passed:
            self._passed[key] = passes(code, node)
        return self._passed[key]

    def class_attributes(self, at: int) -> dict[str, ir.Expr | None]:
        """Return what a class body binds to names, where it does so once."""
        if at not in self._attributes:
            found: dict[str, ir.Expr | None] = {}
            ops = [node.op for node in self.codes[at].nodes if isinstance(node.op, ir.Assign)]
            for op in ops:
                for name in _names_of(op.targets):
                    found[name] = None if name in found else op.value
            self._attributes[at] = found
        return self._attributes[at]

    def text_of(self, expr: ir.Expr) -> str:
        """Return the canonical text of an expression, rendered once."""
        known = self._texts.get(id(expr))
        if known is None:
            known = self._texts[id(expr)] = expr, ir.render(expr)
        return known[1]

    def words_of(self, expr: ir.Expr) -> frozenset[str]:
        """Return the identifiers that an expression mentions, looked for once."""
        known = self._words.get(id(expr))
        if known is None:
            known = self._words[id(expr)] = expr, words(expr)
        return known[1]

    def names(self, at: int) -> Index:
        """Return the index of the file in which the syntax node ``at`` stands."""
        if len(self._modules) == 1:
            return self.root
        return self._modules[bisect_right(self._starts, at) - 1]

    def place(self, at: int) -> Place:
        """Return the place of a syntax node."""
        unit = self.names(at).unit
        return Place(unit.path, at - unit.first)

    def _add(self, unit: Unit) -> Index:
        leads = partial(self._project.leads, unit.absolute)
        index = index_of(unit, leads, self.speech)
        position = bisect_right(self._starts, unit.first)
        self._starts.insert(position, unit.first)
        self._modules.insert(position, index)
        self.codes |= index.codes
        self.classes |= index.classes
        self.methods |= index.methods
        self.defines |= index.defines
        self.owner |= index.owner
        self.within |= index.within
        self.leaks |= index.leaks
        self.written |= index.written
        self.matters |= index.matters
        self.squashes |= index.squashes
        self._by_file[unit.absolute] = index
        return index

    def followed(self) -> list[str]:
        """Return the paths of the files that were looked into, in the order of the alphabet."""
        return sorted(index.unit.path for index in self._modules if index is not self.root)

    def layers_of(self, at: int) -> LayerFacts:
        """Return the layers that building the class at ``at`` certainly creates."""
        if at not in self.layers:
            self.layers[at] = layer_facts(self, at)
        return self.layers[at]

    # --- names ---

    def ident(self, index: Index) -> str:
        """Return the identity of a module's own frame."""
        return "m" if index is self.root else f"m:{index.unit.first}"

    def index_of_frame(self, ident: str) -> Index | None:
        """Return the file whose own frame has this identity."""
        return next((index for index in self._modules if self.ident(index) == ident), None)

    def imported(self, importer: Index, origin: str) -> Bound:
        """Return what an import statement binds: something of the project, or a name from elsewhere."""
        key = (importer.unit.absolute, origin)
        if key not in self._imported:
            elsewhere = Qualified(canonical(origin))
            self._imported[key] = elsewhere  # what a circle of imports would see
            if not self.speech.speaks(origin):
                self._imported[key] = self._import(importer, origin) or elsewhere
        return self._imported[key]

    def _import(self, importer: Index, origin: str) -> Bound | None:
        found = self._project.first(importer.unit.absolute, origin)
        if found is None:
            return None
        spot, rest = found
        for position, name in enumerate(rest):
            inner = self._project.child(spot, name)
            last = position == len(rest) - 1
            if inner is None or (last and self._binds(spot, name, importer)):
                return self._member(spot, name) if last else None
            spot = inner
        return self._module(spot, origin)

    def member(self, module: Module, name: str) -> Bound | None:
        """Return the attribute ``name`` of a module of the project; ``None`` where it has none in sight."""
        if self.speech.speaks(f"{module.name}.{name}"):
            return Qualified(canonical(f"{module.name}.{name}"))
        spot = self._spots[module.ident]
        inner = self._project.child(spot, name)
        if inner is not None and not self._binds(spot, name):
            return self._module(inner, f"{module.name}.{name}")
        return self._member(spot, name)

    def _module(self, spot: Spot, name: str) -> Module | None:
        ident = spot.file or spot.folder
        if ident is None or (spot.folder is None and self._load(spot.file) is None):
            return None
        self._spots[ident] = spot
        return Module(ident, name)

    def _binds(self, spot: Spot, name: str, importer: Index | None = None) -> bool:
        """Tell whether a package itself binds a name that is also a submodule's.

        When it imports that submodule from itself, it has not bound it yet.
        """
        index = self._load(spot.file)
        return index is not None and index is not importer and name in index.module.assigned

    def _member(self, spot: Spot, name: str) -> Bound | None:
        index = self._load(spot.file)
        return self.bound(index, name) if index is not None else None

    def bound(self, index: Index, name: str, hops: int = 0) -> Bound | None:
        """Return what a module-level name of a file stands for, as far as its text alone can tell."""
        if name in index.values:
            return Assigned(index, name, index.values[name])
        if name in index.fixed:
            origin = index.statics[name]
            if isinstance(origin, str):
                return self.imported(index, origin)
            return self.defined(index, origin) or self._decorated(index, name)
        if name in index.module.assigned or hops == MOST_HOPS:
            return None
        return self._starred(index, name, hops)

    def defined(self, index: Index, at: int) -> Value | None:
        """Return the class or function at ``at``; ``None`` where a decorator of the project wraps it."""
        if at in index.classes:
            return Class(at, self.ident(index))
        targets = [d.func if isinstance(d, ir.Call) else d for d in index.defines[at].decorators]
        names = [self.resolve(target, at) for target in targets]
        if any(isinstance(name, int) for name in names):
            return None
        return Function(at, self.ident(index), None, any(name in NO_GRAD for name in names))

    def _decorated(self, index: Index, name: str) -> Assigned | None:
        """Return a function as decorators of the project wrap it."""
        define = index.defines.get(int(index.statics[name]))
        if define is None:
            return None
        found: ir.Expr = ir.Lambda(define.code.at, define.code)
        for decorator in reversed(define.decorators):
            target = decorator.func if isinstance(decorator, ir.Call) else decorator
            if isinstance(self.resolve(target, define.code.at), int):
                found = ir.Call(decorator.at, decorator, (ir.Arg(found),))
        return Assigned(index, name, found)

    def _starred(self, index: Index, name: str, hops: int) -> Bound | None:
        for star in reversed(index.stars):
            found = self.imported(index, star)
            other = self._load(self._spots[found.ident].file) if isinstance(found, Module) else None
            if other is not None and other is not index and other.offers(name):
                value = self.bound(other, name, hops + 1)
                if value is not None:
                    return value
        return None

    def _load(self, file: str | None) -> Index | None:
        if file is None:
            return None
        if file not in self._by_file:
            unit = self._project.unit(file)
            self._by_file[file] = None
            if unit is not None:
                self._add(unit)
        return self._by_file[file]

    # --- without running anything ---

    def resolve(self, expr: ir.Expr, at: int) -> str | int | None:
        """Return the qualified name or the code that a call's function names, seen from the code ``at``."""
        return self._resolve(expr, self.names(at))

    def _resolve(self, expr: ir.Expr, index: Index) -> str | int | None:
        match expr:
            case ir.Name(id=name):
                return _named(self._global(index, name)) or index.unique(name)
            case ir.Attr(base=ir.Name(id="self"), name=name):
                return index.unique(name)
            case ir.Attr(base=ir.Name(id=local), name=name):
                value = self._global(index, local)
                return _named(
                    self.member(value, name) if isinstance(value, Module) else _attribute(value, name)
                )
            case ir.Attr(base=base, name=name):
                found = self._resolve(base, index)
                return canonical(f"{found}.{name}") if isinstance(found, str) else None
            case _:
                return None

    def _global(self, index: Index, name: str) -> Bound | None:
        origin = index.statics.get(name)
        if isinstance(origin, int):
            return Class(origin, "") if origin in index.classes else Function(origin, "")
        return self.bound(index, name)


def _names_of(targets: tuple[ir.Expr, ...]) -> set[str]:
    return {target.id for target in targets if isinstance(target, ir.Name)}


def _attribute(value: Bound | None, name: str) -> Value | None:
    return Qualified(canonical(f"{value.name}.{name}")) if isinstance(value, Qualified) else None


def _named(value: Bound | None) -> str | int | None:
    match value:
        case Qualified(name=name):
            return name
        case Class(code=at) | Function(code=at):
            return at
        case _:
            return None
