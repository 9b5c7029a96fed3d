"""Paths: environments that share, and what becomes of programs with very many paths."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from lintrain.analysis import analyse
from lintrain.flow.arrivals import LEVELS, limits_of
from lintrain.flow.environment import LARGE, Environment
from lintrain.model.values import Constant, Unknown, Value
from lintrain.protocol import Gradients, Phase
from lintrain.rule import static_rules

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
import programs  # the generators of the benchmark, found by the path above

MANY = 40 * LARGE
KEYS = [("m", f"name{number}") for number in range(MANY)]


def environment(values: dict[int, int]) -> Environment:
    return Environment({KEYS[number]: Constant(value) for number, value in values.items()})


def as_dict(env: Environment) -> dict[str, Value]:
    return {key[1]: value for key, value in env.items()}


def test_a_copy_changes_alone() -> None:
    one = environment({0: 1})
    two = one.copy()
    two[KEYS[0]] = Constant(2)
    one[KEYS[1]] = Constant(3)
    assert as_dict(one) == {"name0": Constant(1), "name1": Constant(3)}
    assert as_dict(two) == {"name0": Constant(2)}


def test_what_was_popped_remains_in_the_copy() -> None:
    one = environment({0: 1})
    two = one.copy()
    assert one.pop(KEYS[0]) == Constant(1)
    assert one.pop(KEYS[0]) is None
    assert two.get(KEYS[0]) == Constant(1)


def test_drop() -> None:
    env = environment({0: 1, 1: 2})
    shared = env.copy()
    env.drop(lambda key: key[1] == "name0")
    assert as_dict(env) == {"name1": Constant(2)}
    assert len(as_dict(shared)) == 2


@pytest.mark.parametrize("size", [3, MANY], ids=["few names", "many names"])
@pytest.mark.parametrize("adding", [True, False])
def test_merge(size: int, adding: bool) -> None:
    one = environment(dict.fromkeys(range(size), 0))
    two = environment({number: number % 2 for number in range(size)})
    one.pop(KEYS[0])
    assert one.merge(two, adding)
    assert one.get(KEYS[0]) == (Constant(0) if adding else None)
    assert isinstance(one.get(KEYS[1]), Unknown)
    assert one.get(KEYS[2]) == Constant(0)
    assert two == environment({number: number % 2 for number in range(size)})
    assert not one.merge(two, adding)


def test_the_memory_of_merges_is_not_changed_by_later_bindings() -> None:
    """The same parts meet again and again; whoever took part goes on and binds names."""
    low, high = environment(dict.fromkeys(range(MANY), 0)), environment(dict.fromkeys(range(MANY), 1))
    first = low.copy()
    first.merge(high, True)
    expected = as_dict(first)
    for number in range(MANY):
        first[KEYS[number]] = high[KEYS[number]] = Constant(7)
    again = low.copy()
    again.merge(environment(dict.fromkeys(range(MANY), 1)), True)
    assert as_dict(again) == expected
    assert as_dict(low) == {key[1]: Constant(0) for key in KEYS}


@pytest.mark.parametrize("size", [3, MANY])
def test_opposes(size: int) -> None:
    one, two = environment(dict.fromkeys(range(size), 0)), environment(dict.fromkeys(range(size), 0))
    assert not one.opposes(two, lambda name, mine, theirs: True)
    two[KEYS[1]] = Constant(1)
    assert one.opposes(two, lambda name, mine, theirs: name == "name1")
    assert not one.opposes(two, lambda name, mine, theirs: name != "name1")


def test_larger_functions_are_looked_at_more_coarsely() -> None:
    assert limits_of(10, 0) == LEVELS[0]
    assert limits_of(10, 2) == LEVELS[2]
    assert limits_of(100_000, 0) == LEVELS[2]
    assert list(LEVELS) == sorted(LEVELS, reverse=True)


def test_lost_gradients_are_found_again_when_they_are_cleared() -> None:
    from lintrain.events import Place, Step, ZeroGrad

    lost = Gradients(phase=Phase.PENDING).confused(Gradients(phase=Phase.CLEAR))
    assert lost.lost
    assert lost.after(Step(Place("p", 1), "o")).lost
    assert not lost.after(ZeroGrad(Place("p", 1), "o")).lost


def found(source: str) -> list[tuple[int, str]]:
    report = analyse("t.py", source.encode(), [rule for rule in static_rules() if rule.default])
    assert not report.problems
    return [(finding.span.start.row, finding.name) for finding in report.findings]


@pytest.mark.parametrize(
    "source",
    [
        programs.chained_conditions(200),
        programs.repeated_conditions(200),
        programs.guards(200),
        programs.options(200),
        programs.elif_chain(200),
        programs.arguments(200),
        programs.helper_chain(30),
        programs.accumulation(1_000),
        programs.long_function(1_500),
    ],
    ids=["chain", "repeated", "guards", "options", "elif", "arguments", "helpers", "accumulation", "long"],
)
def test_the_one_mistake_is_found(source: str) -> None:
    planted = [row for row, line in enumerate(source.splitlines(), 1) if line.endswith(programs.PLANTED)]
    assert found(source) == [(row, "clip-after-step") for row in planted]


def correlated(times: int) -> str:
    """Return a program without a mistake that only shows when ``times`` answers are remembered."""
    ask = "".join(f"if cfg.a{n}:\n    log.info({n})\n" for n in range(times))
    return programs.HEADER + programs.function(
        programs.loop(
            textwrap.dedent(
                """\
                optimizer.zero_grad()
                loss = F.cross_entropy(model(x), y)
                if cfg.amp:
                    scaler = torch.amp.GradScaler()
                    scaler.scale(loss).backward()
                    scaler.unscale_(optimizer)
                else:
                    loss.backward()
                """
            )
            + ask
            + "if not cfg.amp:\n    optimizer.step()\n"
            + ask.replace("if ", "if not ")
            + "if cfg.amp:\n    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)\n"
            + "    scaler.step(optimizer)\n    scaler.update()\n"
        )
    )


@pytest.mark.parametrize("times", [0, 5, 50, 200])
def test_too_many_answers_to_remember_are_no_mistake(times: int) -> None:
    assert found(correlated(times)) == []
