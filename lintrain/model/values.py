"""What a name can stand for: the values of the static witness.

All values are frozen. *Objects* have an identity (``ident``) that survives aliasing, wrapping
(``DistributedDataParallel(model)``) and moving (``model.to(device)``); it is how clip, zero, step and
backward are matched by owner.
"""

from __future__ import annotations

from lintrain.events import Cut, LossTerm, Place, Reduction, Risk, Squash, Squashed
from lintrain.model.amounts import Amount
from lintrain.model.kinds import Kind as Kind
from lintrain.plain import dataclass, replace

OPEN = "?"
"""Member of a set of models that says: and maybe others, which cannot be seen."""

GROUPS_OF = "groups of "
"""Prefix of an owner that says: what this optimizer holds, whoever made it."""
EITHER = "either"
"""The kind of a group of things to call, of which one is called."""
ANY_MEMBER = "*"
"""The last part of a qualified name that says: some member of this module."""

EnvKey = tuple[str, str]
"""Where a value lives: (frame or object identity, name)."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value nobody can tell, but which keeps its identity.

    ``deps`` are the places it was computed from: when one of them is bound again, what was decided
    about this value is forgotten.
    """

    ident: str
    text: str = ""
    deps: frozenset[EnvKey] = frozenset()
    owner: str = ""
    """The model it is a part of, if any."""
    data: bool = False
    """It comes out of a loader: no gradient leads to it."""
    cut: Cut | None = None
    """It was made of a tensor, and no gradient leads back."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: object


@dataclass(frozen=True, slots=True)
class Qualified:
    """Something imported, by its canonical dotted name (``torch.nn.functional.cross_entropy``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Module:
    """A module or package of the project: ``ident`` is its file or folder, ``name`` how it was imported."""

    ident: str
    name: str


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the project. ``frame`` is the scope it was defined in, ``receiver`` its ``self``."""

    code: int
    frame: str
    receiver: Object | None = None
    no_grad: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the project."""

    code: int
    frame: str


@dataclass(frozen=True, slots=True)
class LayerFacts:
    """What is certain about a model's layers.

    ``norms``: normalisation layers with parameters,
    ``sensitive``: layers whose behaviour depends on the mode, ``norm_at``: where the first norm stands,
    ``final``: the activation that the model ends in, ``scores``: the linear layer or convolution that it ends
    in, ``head``: the attribute by which it calls that.
    """

    norms: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    norm_at: Place | None = None
    final: Squashed | None = None
    mean_loss: bool = False
    """The model returns its own mean-reduced loss (Hugging Face models called with labels)."""
    scores: Place | None = None
    head: str = ""


@dataclass(frozen=True, slots=True)
class Schedule:
    """What is known about a learning-rate schedule: its class, its optimizer, and how long it is."""

    kind: str
    optimizer: str = ""
    length: Amount | None = None
    text: str = ""
    at: Place | None = None


@dataclass(frozen=True, slots=True)
class Object:
    """A thing with an identity and a role.

    ``cls`` is its class when that is in the file; ``layers`` is known for resolved models;
    ``owners`` are the models whose parameters an optimizer holds (``None``: unknown); ``enabled`` is the
    condition under which a loss scaler scales (``None``: always); ``criterion`` and ``reduction`` describe
    a loss function; ``type`` is the qualified name of its class where a dialect or the user speaks of that
    class, and ``held`` the optimizers it was built with; ``schedule`` describes a learning-rate schedule.
    """

    ident: str
    kind: Kind
    text: str = ""
    cls: Class | None = None
    layers: LayerFacts | None = None
    owners: frozenset[str] | None = None
    enabled: Value | None = None
    criterion: str = ""
    reduction: Reduction = Reduction.UNKNOWN
    activation: Squash | None = None
    at: Place | None = None
    type: str = ""
    held: tuple[str, ...] = ()
    schedule: Schedule | None = None


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor: which models it depends on, whether it holds probabilities, and what kind of loss it is.

    ``scores`` is the layer that it comes right out of, ``cut`` why no gradient leads through it, ``lost`` why
    none leads through one of its terms; ``forced`` tells that it was told to require a gradient afterwards.
    ``rest`` tells that it is one minus a probability, ``square`` that it is a square, or a sum of such, and
    ``risks`` what it was computed by that may not be finite.
    """

    models: frozenset[str] = frozenset()
    squashed: Squashed | None = None
    reduction: Reduction = Reduction.UNKNOWN
    normalised: bool = False
    scaler: str | None = None
    scaled_at: Place | None = None
    text: str = ""
    optional: bool = False
    """On some paths it is None."""
    scores: Place | None = None
    cut: Cut | None = None
    lost: Cut | None = None
    forced: bool = False
    rest: bool = False
    square: bool = False
    risks: frozenset[Risk] = frozenset()
    precision: str = ""
    """The type that autocast computed it in, where that is known."""
    divisors: tuple[float, ...] | None = ()
    """The numbers it was divided by; ``None`` where they cannot be told."""

    def term(self, text: str, managed: bool = False) -> LossTerm:
        """Return what ``backward`` needs to know."""
        known = None if not self.models or OPEN in self.models else self.models
        return LossTerm(
            text,
            known,
            self.scaler,
            self.scaled_at,
            self.normalised,
            self.reduction,
            managed,
            self.divisors or (),
            foreign=known is None,
        )


@dataclass(frozen=True, slots=True)
class Params:
    """Parameters: of which models, all or only some, the iterable or one of its items.

    Picking those that require a gradient keeps the norms, and is still all.
    """

    owners: frozenset[str]
    partial: bool = False
    item: bool = False
    text: str = ""


@dataclass(frozen=True, slots=True)
class Grads:
    """The gradient of one parameter (``p.grad``)."""

    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """Several values: a tuple, list or set display."""

    kind: str
    items: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A dict display with constant keys."""

    items: tuple[tuple[object, Value], ...] = ()

    def get(self, key: object) -> Value | None:
        """Return the value under ``key``."""
        return next((v for k, v in self.items if k == key), None)

    def put(self, key: object, value: Value) -> Table:
        """Return a table with ``value`` under ``key``."""
        if any(k == key for k, _ in self.items):
            return Table(tuple((k, value if k == key else v) for k, v in self.items))
        return Table((*self.items, (key, value)))

    def without(self, key: object) -> Table:
        """Return a table without ``key``."""
        return Table(tuple((k, v) for k, v in self.items if k != key))

    def updated(self, other: Table) -> Table:
        """Return this table with everything of another put into it."""
        found = self
        for key, value in other.items:
            found = found.put(key, value)
        return found


@dataclass(frozen=True, slots=True)
class Partial:
    """``functools.partial``: something to call, and the arguments it has already got."""

    func: Value
    positional: tuple[Value, ...] = ()
    keywords: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """A bound method that is not a function of this file."""

    receiver: Value
    name: str


@dataclass(frozen=True, slots=True)
class Context:
    """A context manager: ``no_grad`` (grad off), ``grad`` (grad on), or one that yields a value."""

    kind: str
    value: Value | None = None


Value = (
    Unknown | Constant | Qualified | Module | Function | Class | Object | Tensor | Params | Grads | Group
    | Table | Method | Context | Partial
)  # fmt: skip


def join(key: EnvKey, one: Value, two: Value) -> Value:
    """Return what is certain where two paths meet with different values under ``key``."""
    match one, two:
        case Object(ident=a, kind=k), Object(ident=b, kind=m) if a == b and k is m:
            return _join_objects(one, two)
        case Unknown(ident=a), Unknown(ident=b) if a == b:
            return Unknown(
                a,
                one.text or two.text,
                one.deps | two.deps,
                one.owner if one.owner == two.owner else "",
                one.data and two.data,
                one.cut if one.cut == two.cut else None,
            )
        case (Object(ident=a) as thing, Unknown(ident=b)) | (Unknown(ident=b), Object(ident=a) as thing) if (
            a == b
        ):
            return Object(a, thing.kind, thing.text)
        case Tensor(), Tensor():
            return _join_tensors(one, two)
        case (Tensor() as tensor, Constant(value=None)) | (Constant(value=None), Tensor() as tensor):
            # Whoever computes with it has come the way on which it is a tensor.
            return replace(tensor, optional=True)
        case Group(kind=k, items=x), Group(kind=m, items=y) if k == m and len(x) == len(y):
            return Group(
                k,
                tuple(
                    v if v == w else join((key[0], f"{key[1]}[{i}]"), v, w)
                    for i, (v, w) in enumerate(zip(x, y, strict=True))
                ),
            )
        case Table(items=a), Table(items=b) if [k for k, _ in a] == [k for k, _ in b]:
            return Table(
                tuple(
                    (k, v if v == w else join((key[0], f"{key[1]}[{k!r}]"), v, w))
                    for (k, v), (_, w) in zip(a, b, strict=True)
                )
            )
        case _ if (choices := _choices(one, two)) is not None:
            return choices
        case _:
            return Unknown(f"{key[0]}:{key[1]}", key[1], frozenset((key,)))


MOST_CHOICES = 12


def _choices(one: Value, two: Value) -> Group | None:
    """Return the things to call that a name may stand for; ``None`` where it may be something else.

    One of them may be no thing at all: whoever calls it knows that it is not.
    """
    found: list[Value] = []
    for value in (one, two):
        if isinstance(value, Group) and value.kind == EITHER:
            found += value.items
        elif isinstance(value, Qualified | Class | Function | Partial) or value == Constant(None):
            found.append(value)
        else:
            return None
    unique = tuple(dict.fromkeys(found))
    missing = Constant(None) in unique
    if missing and not all(isinstance(v, Function | Partial | Constant) for v in unique):
        return None
    if unique == (Constant(None),):
        return None
    return Group(EITHER, unique) if len(unique) <= MOST_CHOICES else None


def _join_objects(one: Object, two: Object) -> Object:
    def same(a: object, b: object) -> bool:
        return a == b

    return Object(
        one.ident,
        one.kind,
        one.text,
        one.cls if same(one.cls, two.cls) else None,
        _join_layers(one.layers, two.layers),
        one.owners if same(one.owners, two.owners) else None,
        one.enabled if same(one.enabled, two.enabled) else None,
        one.criterion if same(one.criterion, two.criterion) else "",
        one.reduction if one.reduction is two.reduction else Reduction.UNKNOWN,
        one.activation if one.activation is two.activation else None,
        one.at,
        one.type if one.type == two.type else "",
        one.held if one.held == two.held else (),
        one.schedule if one.schedule == two.schedule else None,
    )


def _join_layers(one: LayerFacts | None, two: LayerFacts | None) -> LayerFacts | None:
    if one is None or two is None:
        return None
    if one == two:
        return one
    both_norm = one.norms and two.norms
    both_sensitive = one.sensitive and two.sensitive
    return LayerFacts(
        one.norms if both_norm else (),
        one.sensitive if both_sensitive else (),
        one.norm_at if both_norm else None,
        one.final if one.final == two.final else None,
        one.mean_loss and two.mean_loss,
        one.scores if one.scores == two.scores else None,
        one.head if one.head == two.head else "",
    )


def _join_tensors(one: Tensor, two: Tensor) -> Tensor:
    return Tensor(
        one.models if one.models == two.models else one.models | two.models | {OPEN},
        one.squashed if one.squashed == two.squashed else None,
        one.reduction if one.reduction is two.reduction else Reduction.UNKNOWN,
        one.normalised or two.normalised,
        one.scaler if one.scaler == two.scaler else None,
        one.scaled_at if one.scaler == two.scaler else None,
        one.text if one.text == two.text else "",
        one.optional or two.optional,
        one.scores if one.scores == two.scores else None,
        one.cut if one.cut == two.cut else None,
        one.lost if one.lost == two.lost else None,
        one.forced and two.forced,
        one.rest and two.rest,
        one.square and two.square,
        one.risks & two.risks,
        one.precision if one.precision == two.precision else "",
        one.divisors if one.divisors == two.divisors else None,
    )
