"""Which conditions can still be asked: answers to others are forgotten, so that paths merge again."""

from __future__ import annotations

from lintrain.flow.scope import Frame, Index
from lintrain.flow.state import PathState
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk, words


class Liveness:
    """For each node, the identifiers that conditions reachable from it mention."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._bound: dict[tuple[int, int], frozenset[str]] = {}
        self._by_code: dict[int, list[frozenset[str]]] = {}
        self._by_function = self._function_words()

    def _function_words(self) -> dict[str, frozenset[str]]:
        """For each function name: the condition words of it and of what it calls, by name."""
        own: dict[str, set[str]] = {}
        for code in self._index.codes.values():
            if code.kind in ("function", "lambda"):
                bucket = own.setdefault(code.name, set())
                for node in code.nodes:
                    bucket |= _asked(node.op)
        changed = True
        while changed:
            changed = False
            for code in self._index.codes.values():
                if code.kind not in ("function", "lambda"):
                    continue
                bucket = own[code.name]
                size = len(bucket)
                for name in code.words & own.keys():
                    bucket |= own[name]
                changed |= len(bucket) != size
        return {name: frozenset(found) for name, found in own.items()}

    def live(self, code: ir.Code) -> list[frozenset[str]]:
        """Return, for each node, the words still asked about from there."""
        known = self._by_code.get(code.at)
        if known is not None:
            return known
        nodes = code.nodes
        own = [self._words_of(node.op) for node in nodes]
        live = list(own)
        changed = True
        while changed:
            changed = False
            for position in range(len(nodes) - 1, -1, -1):
                merged = own[position]
                for successor in (*nodes[position].succ, *nodes[position].handlers):
                    merged = merged | live[successor]
                if len(merged) != len(live[position]):
                    live[position] = merged
                    changed = True
        self._by_code[code.at] = live
        return live

    def bound_in_loop(self, code: ir.Code, head: int) -> frozenset[str]:
        """Return the names that a loop binds and that no condition of the file mentions."""
        key = (code.at, head)
        known = self._bound.get(key)
        if known is None:
            found: set[str] = set()
            for node in code.nodes:
                if head in node.loops:
                    op = node.op
                    targets = op.targets if isinstance(op, ir.Assign) else (op.target,) if isinstance(op, ir.Augment) else ()
                    found |= {p.id for t in targets for p in walk(t) if isinstance(p, ir.Name)}
            known = self._bound[key] = frozenset(found - self._index.condition_words.keys())
        return known

    def _words_of(self, op: ir.Op) -> frozenset[str]:
        found = set(_asked(op))
        for expr in operands(op):
            for part in walk(expr):
                if isinstance(part, ir.Call):
                    name = part.func.id if isinstance(part.func, ir.Name) else part.func.name if isinstance(part.func, ir.Attr) else ""
                    found |= self._by_function.get(name, frozenset())
                    # A class is called: its __init__; a model is called: its forward.
                    if name in self._by_function or name[:1].isupper():
                        found |= self._by_function.get("__init__", frozenset())
                    found |= self._by_function.get("forward", frozenset()) | self._by_function.get("__call__", frozenset())
        return frozenset(found)

    def prune(self, frame: Frame, node: int, state: PathState) -> None:
        """Forget answers that nobody can ask for any more."""
        if not state.decisions:
            return
        live = self.live(frame.code)[node]
        caller, at = frame.caller, frame
        while caller is not None:
            nodes = caller.code.nodes
            live = live.union(*(self.live(caller.code)[s] for s in nodes[caller.node].succ)) if nodes[caller.node].succ else live
            at = caller
            caller = at.caller
        gone = [q for q in state.decisions if not (q.words & live)]
        for question in gone:
            del state.decisions[question]


def _asked(op: ir.Op) -> frozenset[str]:
    found: set[str] = set()
    if isinstance(op, ir.Branch) and op.condition is not None:
        found |= words(op.condition)
    for expr in operands(op):
        for part in walk(expr):
            if isinstance(part, ir.Choice):
                found |= words(part.condition)
            elif isinstance(part, ir.Call) and any(a.keyword == "enabled" for a in part.args):
                found |= frozenset().union(*(words(a.value) for a in part.args if a.keyword == "enabled"))
    return frozenset(found)
