"""Fixes that are not to change a training do not: its losses are the same, bit for bit.

Which those are, their modules say (``keeps_losses``), and so does the manual.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import case_files
import elastic
import pytest
import torch
from test_fixed_runs import runnable
from test_fixers import mended
from test_rules import sections
from test_rules_at_run_time import program

from lintrain.findings import Severity
from lintrain.fixer import Keeps, fixer_of, losses_kept
from lintrain.rule import Rule, find_rule, static_rules

KEPT = [rule for rule in static_rules() if losses_kept(rule)]
WANTED = 3
ENOUGH = 20
NEVER = 1e30
"""A threshold that no gradient reaches."""

each_kept = pytest.mark.parametrize("rule", KEPT, ids=lambda rule: rule.name)


@pytest.fixture(autouse=True)
def _calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings.simplefilter("ignore")  # torch may well warn of what is wrong on purpose
    monkeypatch.chdir(tmp_path)


class Enough(SystemExit):
    """So many losses are compared."""


@contextmanager
def recorded(losses: list[bytes]) -> Iterator[None]:
    """Note each loss that goes backward, as its bytes."""
    backward = torch.Tensor.backward

    def noted(loss: torch.Tensor, *args: Any, **kwargs: Any) -> None:
        losses.append(loss.detach().numpy().tobytes())
        if len(losses) == ENOUGH:
            raise Enough
        backward(loss, *args, **kwargs)

    with patch.object(torch.Tensor, "backward", noted):
        yield


@contextmanager
def unclipped() -> Iterator[None]:
    """Let every clip limit at what is never reached."""
    utils = torch.nn.utils
    with ExitStack() as stack:
        for name in ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm"):
            original = getattr(utils, name)
            limited = partial(_limited, original)
            stack.enter_context(patch.object(utils, name, limited))
        yield


def _limited(clip: Callable[..., Any], parameters: Any, *args: Any, **kwargs: Any) -> Any:
    kwargs = {key: value for key, value in kwargs.items() if key not in ("max_norm", "clip_value")}
    return clip(parameters, NEVER, *args[1:], **kwargs)


def losses(text: bytes, folder: Path, limit: bool) -> tuple[list[bytes], type[BaseException]]:
    """Run a program. Returns its losses, and what ended it."""
    path, found = folder / "program.py", list[bytes]()
    path.write_bytes(text)
    torch.manual_seed(0)
    ended: type[BaseException] = Enough
    with ExitStack() as stack:
        stack.callback(torch.autograd.set_detect_anomaly, False)
        stack.enter_context(recorded(found))
        if not limit:
            stack.enter_context(unclipped())
        try:
            elastic.run(path)
        except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever it runs into without its data
            ended = type(error)
    return found, ended


def on_cpu(text: bytes, rule: type[Rule]) -> bytes:
    """Return a program for the CPU. Where a rule is about names of mixed precision alone, that is off."""
    return elastic.portable(text.decode(), scaled=rule.runtime).encode()


@each_kept
def test_the_losses_of_the_example_stay_the_same(rule: type[Rule], tmp_path: Path) -> None:
    before = program(rule, "Example").encode()
    after = mended(before, rule.name)
    limit = losses_kept(rule) is Keeps.ALWAYS
    old, new = (losses(on_cpu(text, rule), tmp_path, limit) for text in (before, after))
    assert before != after
    assert len(old[0]) >= 3
    assert old == new


@each_kept
def test_the_losses_of_the_cases_stay_the_same(
    rule: type[Rule], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    limit, compared = losses_kept(rule) is Keeps.ALWAYS, 0
    for path in filter(None, map(runnable, case_files.files(rule.name, "bad_*.py"))):
        fixed = case_files.repaired(path)
        assert fixed is not None
        texts = (on_cpu(p.read_bytes(), rule) for p in (path, fixed))
        old, new = (losses(text, tmp_path, limit) for text in texts)
        assert old == new, path.name
        compared += len(old[0]) >= 3
        if compared == WANTED:
            break


def test_a_fix_that_changes_the_training_is_seen(tmp_path: Path) -> None:
    rule = find_rule("missing-zero-grad")
    assert rule is not None
    before = program(rule, "Example").encode()
    after = mended(before, rule.name)
    old, new = (losses(text, tmp_path, limit=True) for text in (before, after))
    assert old != new


@pytest.mark.parametrize("rule", static_rules(), ids=lambda rule: rule.name)
def test_the_manual_says_so_where_it_is_so(rule: type[Rule]) -> None:
    told, kept = " ".join(sections(rule)["Fix safety"].split()), losses_kept(rule)
    assert kept is None or fixer_of(rule) is not None
    assert [each for each in Keeps if each.value in told] == ([kept] if kept else [])


def test_there_are_such_fixes() -> None:
    assert {losses_kept(rule) for rule in KEPT} == set(Keeps)
    assert {rule.severity for rule in KEPT} == set(Severity)
