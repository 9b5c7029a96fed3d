"""What is reached along imports, against the definition of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lintrain.model.reach import Reach

GRAPHS = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.lists(st.integers(0, n - 1), max_size=4), min_size=n, max_size=n)
)


def plainly(graph: list[list[int]], start: int) -> frozenset[bytes]:
    seen, stack = set(), [start]
    while stack:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack += graph[node]
    return frozenset(b"%d" % node for node in seen)


def reach(graph: list[list[int]]) -> Reach:
    return Reach(lambda name: frozenset((name.encode(),)), lambda name: map(str, graph[int(name)]))


@given(GRAPHS, st.data())
def test_reach(graph, data):
    found = reach(graph)
    for start in data.draw(st.permutations(range(len(graph)))):
        assert found.of(str(start)) == plainly(graph, start)


def test_every_edge_is_looked_at_once():
    count = 2_000
    seen = 0

    def edges(name: str):
        nonlocal seen
        seen += 1
        return iter([str((int(name) + 1) % count), str((int(name) * 7 + 3) % count), name])

    found = Reach(lambda name: frozenset(), edges)
    assert all(found.of(str(node)) == frozenset() for node in range(count))
    assert seen == count
