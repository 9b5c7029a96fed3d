"""What is fixed is run: the rule that asked for the fix has nothing more to tell.

Two kinds of programs show it. The manual's example is a whole program, which shows its rule when it is run
(``test_rules_at_run_time.py``). The cases get their models, data and settings from ``elastic.py``; the first
three of each rule that show it that way are run before and after.
"""

from __future__ import annotations

import runpy
import warnings
from pathlib import Path

import case_files
import elastic
import pytest
from test_fixers import mended
from test_rules_at_run_time import INFERS, OF_RANKS, OPTIONS, asked, program

from lintrain.manual import has_fixer
from lintrain.rule import Rule, runtime_rules
from lintrain.runtime import Run, watch

FIXED = [rule for rule in runtime_rules() if rule.static and has_fixer(rule)]
SHOWN_INSTEAD = {"dropped-tail-batches": {"wrong-accumulation-divisor"}}
"""What an unsafe fix leaves to its user: the short last window keeps the divisor of a whole one."""

WANTED = 3
SLOW = {"bad_amp_scaler_clip"}
"""Half precision, wide convolutions and long windows."""

FEWER = {
    "zero-grad-before-step": 2, "unclipped-sequence-model": 0, "discarded-gradient-edit": 0,
    "backward-without-scale": 2, "scheduler-in-accumulation": 1, "dropped-tail-batches": 1,
    "missing-no-sync": 0, "accumulate-without-steps": 0, "log-of-softmax": 2, "nll-without-log-softmax":
    2, "bce-on-logits": 2, "unstable-loss": 0, "loss-tensor-accumulated": 1, "swapped-loss-arguments":
    2, "optimizer-before-device": 2, "scheduler-before-optimizer": 2, "scheduler-wrong-interval": 1,
    "load-without-mode": 0, "frozen-module-in-train-mode": 2, "dropout-before-norm": 2,
    "small-batch-batchnorm": 2, "unregistered-modules": 1, "norm-without-eps": 1, "missing-set-epoch":
    1, "unsynced-batchnorm": 0, "clip-norm-under-fsdp": 0, "ema-before-step": 1,
    "swa-without-update-bn": 0, "unshuffled-training-data": 0,
}  # fmt: skip
"""Rules with fewer cases that can be run here, and exactly how many those are.

The others need what their example has, which is run above: several processes, spikes of the gradient, data of
their own; or a library that may not be there.
"""


UNSTEADY = {"discarded-gradient-edit"}
"""What is watched depends on the functions that are alive, and here other programs have run before."""


@pytest.fixture(autouse=True)
def _calm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warnings.simplefilter("ignore")  # torch may well warn of what is wrong on purpose
    monkeypatch.chdir(tmp_path)  # where programs may save what they like


@pytest.mark.parametrize(
    "rule", [rule for rule in FIXED if rule.name not in OF_RANKS], ids=lambda rule: rule.name
)
def test_the_fixed_example_shows_nothing(rule: type[Rule], tmp_path: Path) -> None:
    before = program(rule, "Example").encode()
    path = tmp_path / "example.py"
    path.write_bytes(mended(before, rule.name))
    assert path.read_bytes() != before
    with watch(steps=20, rules=asked(rule), **OPTIONS.get(rule.name, {})) as run:
        runpy.run_path(str(path), run_name="example")
    assert (run.steps >= 2) is (rule.name not in INFERS)
    assert {finding.name for finding in run.findings} == SHOWN_INSTEAD.get(rule.name, set())


@pytest.mark.parametrize("rule", FIXED, ids=lambda rule: rule.name)
def test_fixed_cases_show_it_no_more(
    rule: type[Rule], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = 0
    for path in filter(None, map(runnable, case_files.files(rule.name, "bad_*.py"))):
        fixed = case_files.repaired(path)
        assert fixed is not None
        before, broke = run_case(path, rule, tmp_path)
        if tells(before, rule):
            after, breaks = run_case(fixed, rule, tmp_path)
            assert not tells(after, rule), path.name
            assert after.steps >= before.steps and (broke or not breaks), (path.name, breaks)
            shown += 1
        if shown == WANTED:
            break
    if rule.name not in UNSTEADY:
        assert shown == FEWER.get(rule.name, WANTED)


def runnable(path: Path) -> Path | None:
    """Return a case that has a fix, and needs nothing but torch, and no minute."""
    libraries = elastic.needs(path.read_text(encoding="utf-8"))
    return None if libraries or path.stem in SLOW or case_files.repaired(path) is None else path


def run_case(path: Path, rule: type[Rule], folder: Path) -> tuple[Run, Exception | SystemExit | None]:
    """Run a case for sixteen steps at most. Returns what was seen, and what ended it before its time."""
    portable = folder / path.name
    portable.write_text(elastic.portable(path.read_text(encoding="utf-8")), encoding="utf-8")
    ended: Exception | SystemExit | None = None
    with watch(steps=16, rules=(rule,)) as run:
        try:
            elastic.run(portable)
        except (Exception, SystemExit) as error:  # whatever it runs into without its data
            if run.stopped:
                raise
            ended = error
    return run, ended


def tells(run: Run, rule: type[Rule]) -> bool:
    return any(finding.name == rule.name for finding in run.findings)
