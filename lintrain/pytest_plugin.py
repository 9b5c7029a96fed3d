"""The pytest plugin: watch a training inside of a test, and fail with what was found.

- ``with training_watch(steps=20) as run:``, a fixture, watches the block, ends it after so many optimizer
  steps (without a number, never), and fails the test if anything was found.
- ``@pytest.mark.training_smoke(steps=20)`` does so with the whole test, which must make a step.

The project's configuration selects the rules, and comments suppress findings, as for ``lintrain check``.
Importing this module imports neither torch nor rich.
"""

from __future__ import annotations

import contextlib
import importlib
import io
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from lintrain.config import Settings

Watch = Callable[..., AbstractContextManager[Any]]

STEPS = 20
"""Optimizer steps after which a marked test ends, unless the marker says otherwise."""


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line(
        "markers",
        "training_smoke(steps=20): watch the training in this test, end it after so many optimizer steps, "
        "and fail with what is found",
    )


@pytest.fixture
def training_watch(request: pytest.FixtureRequest) -> Watch:
    """Return ``lintrain.runtime.watch`` with the project's rules; what is found fails the test."""
    settings = _settings(request.config)

    @contextlib.contextmanager
    def watch(steps: int | None = None) -> Iterator[Any]:
        with _watching(settings, steps) as run:
            yield run
        _fail(run, settings)

    return watch


@pytest.hookimpl(wrapper=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> Generator[None, object, object]:
    """Watch a marked test while it runs."""
    marker = pyfuncitem.get_closest_marker("training_smoke")
    if marker is None:
        return (yield)
    settings = _settings(pyfuncitem.config)
    with _watching(settings, _steps(marker)) as run:
        yield
    if not run.steps:
        pytest.fail("a training was to be watched, and no optimizer step was seen", pytrace=False)
    _fail(run, settings)
    return True


def _steps(marker: pytest.Mark) -> int:
    """Return what the marker says, under either name it can have. Raises for anything else."""
    given = {**dict(zip(("steps",), marker.args, strict=False)), **marker.kwargs}
    if len(marker.args) > 1 or set(given) - {"steps"}:
        raise pytest.UsageError("the marker is training_smoke(steps=20)")
    return int(given.get("steps", STEPS))


def _settings(config: pytest.Config) -> Settings:
    from lintrain.config import Config
    from lintrain.nearest import Wishes, settings_for

    return settings_for([str(config.rootpath)], Wishes(Config()))


def _watching(settings: Settings, steps: int | None) -> AbstractContextManager[Any]:
    try:
        runtime = importlib.import_module("lintrain.runtime")
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        pytest.fail("watching a training needs torch: pip install 'lintrain[runtime]'", pytrace=False)
    watch: AbstractContextManager[Any] = runtime.watch(
        steps=steps, rules=[rule for rule in settings.asked if rule.runtime]
    )
    return watch


def _fail(run: Any, settings: Settings) -> None:  # noqa: ANN401  # a Run, which only torch brings
    """Fail with the full report if anything was found."""
    from lintrain.reporters.full import report_full
    from lintrain.reporters.terminal import Terminal
    from lintrain.smoking.reports import by_file

    files = by_file(run.findings, settings)
    findings = [finding for file in files for finding in file.findings]
    if findings:
        text = io.StringIO()
        report_full(Terminal(text), files, findings)
        pytest.fail(text.getvalue().rstrip(), pytrace=False)
