"""The pytest plugin, in a pytest of its own."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
from smoked import HEAD

pytest_plugins = ["pytester"]

TESTS = (
    HEAD
    + """
import pytest


def bad(times=100):
    for _ in range(times):
        loss().backward()
        optimizer.step()


def good():
    for _ in range(100):
        step()


def wild():
    for _ in range(3):
        loss().backward()  # lintrain: ignore[missing-zero-grad]
        optimizer.step()


def test_fixture_good(training_watch):
    with training_watch(steps=5) as run:
        good()
    assert run.steps == 5


def test_fixture_bad(training_watch):
    with training_watch(steps=5):
        bad()


def test_fixture_without_an_end(training_watch):
    with training_watch() as run:
        wild()
    assert run.steps == 3


def test_fixture_other_failure(training_watch):
    with training_watch():
        bad(2)
        raise ValueError("its own")


@pytest.mark.training_smoke
def test_marker_good():
    good()
    raise AssertionError("it goes on")


@pytest.mark.training_smoke(steps=3)
def test_marker_bad():
    bad()


@pytest.mark.training_smoke(steps=3)
def test_marker_never_steps():
    loss().backward()


@pytest.mark.training_smoke(stops=3)
def test_marker_wrong():
    good()


def test_not_watched():
    bad()
"""
)


def load() -> tuple[str, ...]:
    """Load the plugin by hand where the installed metadata does not name it yet."""
    known = {point.name for point in entry_points(group="pytest11")}
    return () if "lintrain" in known else ("-p", "lintrain.pytest_plugin")


def test_every_way_to_use_it(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where these are set pytest does not cut the messages in its summary, and each is there twice.
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("BUILD_NUMBER", raising=False)
    pytester.makepyfile(test_training=TESTS)
    done = pytester.runpytest_subprocess(*load(), "-q", "--strict-markers", "-p", "no:cacheprovider")
    failed = ("fixture_bad", "fixture_other_failure", "marker_bad", "marker_never_steps", "marker_wrong")
    done.assert_outcomes(passed=4, failed=5)
    assert {line.partition("::test_")[2].partition(" ")[0] for line in done.outlines if "FAILED" in line} == {
        *failed
    }
    text = done.stdout.str()
    assert (
        text.count("error[LT103] missing-zero-grad: gradients are added to those of the previous step") == 2
    )
    assert "seen at step 1, and 3 times more" in text and "seen at step 1, and 1 time more" in text
    assert " --> test_training.py:28:9\n" in text and "ValueError: its own" in text
    assert "a training was to be watched, and no optimizer step was seen" in text
    assert "the marker is training_smoke(steps=20)" in text


def test_the_configuration_selects_the_rules(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_training=TESTS)
    (pytester.path / "lintrain.toml").write_text('ignore = ["missing-zero-grad"]\n')
    done = pytester.runpytest_subprocess(*load(), "-q", "-k", "bad", "-p", "no:cacheprovider")
    done.assert_outcomes(passed=2)


def test_the_plugin_is_announced() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text()
    assert '[project.entry-points.pytest11]\nlintrain = "lintrain.pytest_plugin"\n' in text
