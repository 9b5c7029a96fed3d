"""Lists and dicts that grow and change: known item by item for as long as everything put in is."""

from __future__ import annotations

from lintrain.flow.invoke import Arguments, unknown_result
from lintrain.flow.machine import Here
from lintrain.flow.objects import bind_target, lose, subscript
from lintrain.model.values import (
    EITHER,
    OPEN,
    Constant,
    Group,
    Params,
    Qualified,
    Table,
    Value,
)
from lintrain.syntax import ir

GROWS = {"append", "extend", "insert", "add"}
CHANGES = {"update", "pop", "setdefault", "popitem", "clear"}
MOST_ITEMS = 16


def built_dict(args: Arguments) -> Value | None:
    """Return what ``dict(...)`` builds; ``None`` where it cannot be told."""
    found = Table()
    for value in args.positional:
        if isinstance(value, Group) and value.kind == "named" and len(args.all()) == 1:
            return value.items[0]
        if not isinstance(value, Table):
            return None
        found = found.updated(value)
    return None if args.open else found.updated(Table(tuple(args.keywords.items())))


def params_of(value: Value | None) -> Params | None:
    """Return the parameters that a value holds, whatever they are wrapped in; ``None`` where unknown."""
    match value:
        case Params():
            return value
        case Group(items=items) if items and value.kind != EITHER:
            found = [params_of(i) for i in items]
        case Table(items=pairs) if (inner := value.get("params")) is not None:
            return params_of(inner)
        case Table(items=pairs) if pairs:
            found = [params_of(v) for _, v in pairs]
        case _:
            return None
    return _all_of(found)


def _all_of(found: list[Params | None]) -> Params | None:
    known = [p for p in found if p is not None]
    if not known:
        return None
    owners = frozenset[str]().union(*(p.owners for p in known))
    whole = len(known) == len(found) and not any(p.partial or p.item for p in known)
    return Params(owners if len(known) == len(found) else owners | {OPEN}, not whole)


def grow(here: Here, base: Value, name: str, args: Arguments, expr: ir.Call) -> Value:
    """A list that grows: by what is known, or it is not known any more."""
    if isinstance(expr.func, ir.Attr) and isinstance(expr.func.base, ir.Name | ir.Attr):
        grown = _grown(base, name, args)
        if grown is not None:
            bind_target(here, expr.func.base, grown)
        else:
            lose(here, expr.func.base, base)
    return Constant(None)


def _grown(base: Value, name: str, args: Arguments) -> Value | None:
    if len(args.positional) != 1 or args.open or name not in ("append", "extend"):
        return None
    more = args.positional[0]
    if isinstance(base, Group) and base.kind == "list" and len(base.items) < MOST_ITEMS:
        if name == "append":
            return Group("list", (*base.items, more))
        if isinstance(more, Group) and more.kind in ("list", "tuple"):
            return Group("list", (*base.items, *more.items))
        return Group("list", (*base.items, more)) if isinstance(more, Params) else None
    return extended(base, more)


def extended(base: Value, more: Value) -> Value | None:
    """Return a list of parameters with more behind it."""
    added = params_of(more)
    if isinstance(base, Group) and base.kind == "list" and not base.items and added is not None:
        return added
    held = params_of(base)
    if held is None:
        return None
    owners = held.owners | (added.owners if added is not None else {OPEN})
    return Params(owners, held.partial or added is None or added.partial or added.item, False, held.text)


def table_method(here: Here, table: Table, name: str, args: Arguments, expr: ir.Call) -> Value:
    """Call a method of a dict that is known."""
    if name == "values":
        return Group("list", tuple(v for _, v in table.items))
    if name == "items":
        return Group("list", tuple(Group("tuple", (Constant(k), v)) for k, v in table.items))
    if name == "keys":
        return Group("list", tuple(Constant(k) for k, _ in table.items))
    if name == "copy":
        return table
    if name in CHANGES:
        return _changed(here, table, name, args, expr)
    if name == "get" and args.positional:
        return _got(here, table, args, expr)
    return unknown_result(here, expr.at)


def _got(here: Here, table: Table, args: Arguments, expr: ir.Call) -> Value:
    key, default = args.positional[0], args.get(1, "default")
    if isinstance(key, Constant):
        found = table.get(key.value)
        return found if found is not None else default or Constant(None)
    found = subscript(here, table, key, expr)
    if isinstance(found, Group) and found.kind == EITHER and isinstance(default, Qualified):
        return Group(EITHER, tuple(dict.fromkeys((*found.items, default))))
    return found


def _changed(here: Here, table: Table, name: str, args: Arguments, expr: ir.Call) -> Value:
    after: Table | None = None
    result: Value = unknown_result(here, expr.at)
    first = args.positional[0] if args.positional else None
    if name == "update" and not args.open and isinstance(first, Table | None):
        after = table.updated(first or Table()).updated(Table(tuple(args.keywords.items())))
    elif name == "pop" and isinstance(first, Constant):
        after, result = table.without(first.value), table.get(first.value) or result
    elif name == "setdefault" and isinstance(first, Constant) and len(args.positional) == 2:
        known = table.get(first.value)
        result = known if known is not None else args.positional[1]
        after = table.put(first.value, result)
    if isinstance(expr.func, ir.Attr) and after is not None:
        bind_target(here, expr.func.base, after)
    elif isinstance(expr.func, ir.Attr):
        lose(here, expr.func.base, table)
    return result


__all__ = ["CHANGES", "GROWS", "built_dict", "extended", "grow", "params_of", "table_method"]
