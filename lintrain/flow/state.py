"""The state of one path: what names stand for, what gradients and models are, what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field
from typing import TypeVar

from lintrain.flow.environment import Environment
from lintrain.model.values import EnvKey, Unknown, Value
from lintrain.plain import Hashed, dataclass
from lintrain.protocol import Gradients, ModelState

AMBIENT = ""
"""The gradients of optimizers that were not met yet: they saw the backwards all the same."""

AUTOCAST = "autocast "
AUTOCAST_OFF = "autocast off"
UNCACHED = " uncached"
"""What the open ``with`` items of autocast are called; a type follows where one is known."""

T = TypeVar("T")


class Interned:
    """Equal states become one object, so that comparing states is comparing identities."""

    def __init__(self) -> None:
        self._known: dict[object, object] = {}
        # Each entry holds what its key identifies, so that nothing else can take its place.
        self._moved: dict[tuple[object, ...], tuple[object, object]] = {}

    def __call__(self, value: T) -> T:
        return self._known.setdefault(value, value)  # type: ignore[return-value]  # it is equal to value

    def moved(self, value: T, move: Callable[[T], T]) -> T:
        """Return ``move(value)``, which must depend on nothing else; it is worked out once."""
        key = (id(value), move)
        known = self._moved.get(key)
        if known is None:
            known = self._moved[key] = value, self(move(value))
        return known[1]  # type: ignore[return-value]  # what `move` made of this value

    def joined(self, one: T, two: T, join: Callable[[T, T], T]) -> T:
        """Return ``join(one, two)``, which must depend on nothing else; it is worked out once."""
        key = (id(one), id(two), join)
        known = self._moved.get(key)
        if known is None:
            known = self._moved[key] = (one, two), self(join(one, two))
        return known[1]  # type: ignore[return-value]  # what `join` made of these two


@dataclass(frozen=True, slots=True)
class Question(Hashed):
    """A condition whose outcome is remembered. Equal keys are the same condition.

    ``words`` are the identifiers it mentions: once none of them can be asked about again, the answer
    is forgotten, which is what keeps the number of states small.
    """

    key: str
    deps: frozenset[EnvKey]
    words: frozenset[str]


@dataclass(slots=True)
class PathState:
    """One path's knowledge. ``withs`` are the open ``with`` items: (frame, item, kind)."""

    env: Environment = field(default_factory=Environment)
    grads: dict[str, Gradients] = field(default_factory=dict)
    models: dict[str, ModelState] = field(default_factory=dict)
    decisions: dict[Question, bool] = field(default_factory=dict)
    withs: tuple[tuple[str, int, str], ...] = ()

    def copy(self) -> PathState:
        """Return a state that can be changed without changing this one."""
        return PathState(
            self.env.copy(), self.grads.copy(), self.models.copy(), self.decisions.copy(), self.withs
        )

    @property
    def grad_enabled(self) -> bool:
        """Whether autograd records here."""
        for _, _, kind in reversed(self.withs):
            if kind in ("no_grad", "grad"):
                return kind == "grad"
        return True

    @property
    def autocast(self) -> str | None:
        """The type that autocast computes in here, empty if it is not known; ``None`` outside of autocast."""
        for _, _, kind in reversed(self.withs):  # most often, none
            if kind.startswith(AUTOCAST):
                precision = kind.removeprefix(AUTOCAST).removesuffix(UNCACHED)
                return None if kind == AUTOCAST_OFF else precision
        return None

    @property
    def caches_casts(self) -> bool:
        """Whether autocast keeps the casts of weights here, until its outermost region ends."""
        kinds = [kind for _, _, kind in self.withs if kind.startswith(AUTOCAST)]
        return self.autocast is not None and not any(kind.endswith(UNCACHED) for kind in kinds)

    def bind(self, key: EnvKey, value: Value) -> None:
        """Bind a name or attribute, and forget what was decided about what it stood for."""
        self.env[key] = value
        if self.decisions:
            self.forget(key)

    def forget(self, key: EnvKey) -> None:
        """Forget decisions that depend on ``key``."""
        gone = [q for q in self.decisions if key in q.deps]
        for question in gone:
            del self.decisions[question]

    def merge(self, other: PathState, adding: bool = True) -> bool:
        """Merge the environment of another path into this one; tell whether it changed.

        Names that are bound here for the first time are left out where they are not wanted.
        """
        return self.env.merge(other.env, adding)


def unknown_name(frame: str, name: str, text: str = "") -> Unknown:
    """Return the unknown value that a name of a frame stands for."""
    return Unknown(f"{frame}:{name}", text or name, frozenset(((frame, name),)))
