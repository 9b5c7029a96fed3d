"""Which conditions can still be asked: answers to others are forgotten, so that paths merge again."""

from __future__ import annotations

from lintrain.flow.scope import Frame, Index
from lintrain.flow.state import PathState
from lintrain.syntax import ir

NONE: frozenset[str] = frozenset()


def liveness_of(index: Index) -> Liveness:
    """Return the one liveness of a file: every machine that runs it asks the same."""
    if not isinstance(index.liveness, Liveness):
        index.liveness = Liveness(index)
    return index.liveness


class Liveness:
    """For each node, the identifiers that conditions reachable from it mention.

    Sets of identifiers are integers with a bit for each: a long function has as many as it has nodes.
    """

    def __init__(self, index: Index) -> None:
        self._index = index
        self._straight: dict[int, frozenset[int]] = {}
        self._bound: dict[tuple[int, int], frozenset[str]] = {}
        self._by_code: dict[int, list[int]] = {}
        self._bits: dict[str, int] = {}
        self._masks: dict[frozenset[str], int] = {}
        self._by_function = self._function_words()
        self._called = self._by_function.get("forward", NONE) | self._by_function.get("__call__", NONE)

    def _function_words(self) -> dict[str, frozenset[str]]:
        """For each function name: the condition words of it and of what it calls, by name."""
        own: dict[str, set[str]] = {}
        for code in self._index.codes.values():
            if code.kind in ("function", "lambda"):
                bucket = own.setdefault(code.name, set())
                for node in code.nodes:
                    bucket |= self._index.asked.get(node.op.at, NONE)
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

    def _mask(self, words: frozenset[str]) -> int:
        """Return a set of words as an integer."""
        known = self._masks.get(words)
        if known is None:
            known, bits = 0, self._bits
            for word in words:
                known |= 1 << bits.setdefault(word, len(bits))
            self._masks[words] = known
        return known

    def asks(self, words: frozenset[str], live: int) -> bool:
        """Tell whether some of ``words`` are in a set of this file."""
        return self._mask(words) & live != 0

    def live(self, code: ir.Code) -> list[int]:
        """Return, for each node, the words still asked about from there."""
        known = self._by_code.get(code.at)
        if known is not None:
            return known
        nodes = code.nodes
        own = [self._mask(self._words_of(node.op)) for node in nodes]
        live = list(own)
        changed = True
        while changed:
            changed = False
            for position in range(len(nodes) - 1, -1, -1):
                merged = own[position]
                for successor in (*nodes[position].succ, *nodes[position].handlers):
                    merged |= live[successor]
                if merged != live[position]:
                    live[position] = merged
                    changed = True
        self._by_code[code.at] = live
        return live

    def straight(self, code: ir.Code) -> frozenset[int]:
        """Return the nodes that are reached from one node only: nothing can join there."""
        known = self._straight.get(code.at)
        if known is None:
            count = [0] * len(code.nodes)
            for node in code.nodes:
                for successor in (*node.succ, *node.handlers):
                    count[successor] += 1
            heads = _heads(code)
            known = frozenset(i for i, c in enumerate(count) if c == 1 and i > 1 and i not in heads)
            self._straight[code.at] = known
        return known

    def bound_in_loop(self, code: ir.Code, head: int) -> frozenset[str]:
        """Return the names that a loop binds and that no condition of the file mentions."""
        key = (code.at, head)
        known = self._bound.get(key)
        if known is None:
            bound = self._index.loops.body(code, head).bound
            known = self._bound[key] = bound - self._index.condition_words.keys()
        return known

    def _words_of(self, op: ir.Op) -> frozenset[str]:
        """Return what an operation asks about, itself or in the functions that it calls by name."""
        found = self._index.asked.get(op.at, NONE)
        for name in self._index.calls.get(op.at, NONE):
            found |= self._by_function.get(name, NONE)
            if name[:1].isupper():
                # A class is called: its __init__.
                found |= self._by_function.get("__init__", NONE)
            # A model or an instance is called.
            found |= self._called
        return found

    def prune(self, frame: Frame, node: int, state: PathState) -> None:
        """Forget answers that nobody can ask for any more."""
        if not state.decisions:
            return
        asked = {self: self.live(frame.code)[node]}
        caller = frame.caller
        while caller is not None:
            others = liveness_of(caller.names)
            here = others.live(caller.code)
            live = asked.get(others, 0)
            for successor in caller.code.nodes[caller.node].succ:
                live |= here[successor]
            asked[others] = live
            caller = caller.caller
        gone = list(state.decisions)
        for files, live in asked.items():
            gone = [question for question in gone if not files.asks(question.words, live)]
        for question in gone:
            del state.decisions[question]


def _heads(code: ir.Code) -> set[int]:
    """Return the heads of loops."""
    return {head for node in code.nodes for head in node.loops}
