"""Members: of modules, of containers, of optimizers, where it is not known which, or they are many."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.machine import Here
from lintrain.model.dialects.torch import OPEN_MODULES, canonical
from lintrain.model.values import (
    ANY_MEMBER,
    GROUPS_OF,
    OPEN,
    Constant,
    Group,
    Kind,
    Object,
    Params,
    Qualified,
    Table,
    Value,
)


def any_member(module: str, name: Value | None) -> Value | None:
    """Return the member ``name`` of a module: a name that cannot be told may be any."""
    if isinstance(name, Constant):
        return Qualified(canonical(f"{module}.{name.value}"))
    return Qualified(f"{module}.{ANY_MEMBER}") if module in OPEN_MODULES else None


def optimizers_in(base: Table | Group) -> list[Object]:
    """Return the optimizers that a container holds, where it holds nothing else."""
    values = [v for _, v in base.items] if isinstance(base, Table) else list(base.items)
    found = [v for v in values if isinstance(v, Object) and v.kind is Kind.OPTIMIZER]
    return found if len(found) == len(values) else []


def one_of(here: Here, items: list[Object]) -> Object:
    """Return an optimizer that is one of several: what happens to it may have happened to each."""
    if len(items) == 1:
        return items[0]
    idents = tuple(sorted(i.ident for i in items))
    ident = f"one({','.join(idents)})"
    here.machine.one_of[ident] = idents
    return Object(ident, Kind.OPTIMIZER, items[0].text)


def groups_of(here: Here, optimizer: Object) -> Params:
    """Return the parameters that an optimizer holds, whoever made them."""
    if optimizer.owners is not None and len(here.machine.optimizers) <= 1:
        return Params(optimizer.owners, text=optimizer.text)
    idents = here.machine.members.get(optimizer.ident, (optimizer.ident,))
    followed = all(i in here.state.grads for i in idents)
    return Params(frozenset(f"{GROUPS_OF}{i}" for i in idents) if followed else frozenset((OPEN,)))


def held_optimizers(value: Value, depth: int = 0) -> Iterator[str]:
    """Yield the identities of the optimizers inside a value."""
    items: tuple[Value, ...] = ()
    if isinstance(value, Group):
        items = value.items
    elif isinstance(value, Table):
        items = tuple(v for _, v in value.items)
    elif isinstance(value, Object) and value.kind is Kind.OPTIMIZER:
        yield value.ident
    if depth < 3:
        for item in items:
            yield from held_optimizers(item, depth + 1)
