"""The programs in the manuals are run: the example shows its rule alone, its repair shows nothing."""

from __future__ import annotations

import json
import os
import runpy
import warnings
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch
from test_fixers import mended
from test_rules import blocks, sections
from torch.distributed import TCPStore
from training import told

from lintrain.manual import has_fixer
from lintrain.rule import Rule, find_rule, runtime_rules
from lintrain.runtime import watch

TORCHRUN = "To be started by `torchrun --nproc-per-node=2`."

OF_RANKS = [rule.name for rule in runtime_rules() if TORCHRUN in sections(rule)["Example"]]
"""What these say takes two processes, and their manuals say so: their programs are started in two."""

ON_GPUS = {"unsynced-batchnorm"}
"""Repairs that run on GPUs alone: `SyncBatchNorm` refuses everything else."""

FOLLOWED_BY = {"backward-in-no-sync": {"ranks-differ"}}
"""What a mistake leads to in its own example, where another rule measures just that."""

ENDED = {"double-unscale": 0, "missing-scaler-update": 1, "plateau-without-metric": 8}
"""Mistakes at which torch raises, with the steps that are made before."""

INFERS = {"load-without-mode"}
"""Mistakes of programs that train nothing."""

OPTIONS = {"cannot-overfit-one-batch": {"overfit_one_batch": True}}

ALONE = [rule for rule in runtime_rules() if rule.name not in OF_RANKS]

each_rule = pytest.mark.parametrize("rule", ALONE, ids=lambda rule: rule.name)


def asked(rule: type[Rule]) -> tuple[type[Rule], ...]:
    """Return the rules that are on by default, and this one."""
    return tuple(each for each in runtime_rules() if each.default or each is rule)


def program(rule: type[Rule], section: str) -> str:
    (found,) = blocks(sections(rule)[section])
    return found


def found(rule: type[Rule], section: str, folder: Path) -> set[str]:
    """Run a program of a manual for twenty steps at most, and return what is told of it."""
    path = folder / "example.py"
    path.write_text(program(rule, section), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch may well warn of what is wrong on purpose
        with watch(steps=20, rules=asked(rule), **OPTIONS.get(rule.name, {})) as run:
            ends = section == "Example" and rule.name in ENDED
            with pytest.raises((RuntimeError, TypeError), match=r"called|metrics") if ends else nullcontext():
                runpy.run_path(str(path), run_name="example")
    assert run.steps == ENDED[rule.name] if ends else (run.steps >= 2) is (rule.name not in INFERS)
    return set(told(run))


@each_rule
def test_the_example_shows_this_rule_alone(rule: type[Rule], tmp_path: Path) -> None:
    assert found(rule, "Example", tmp_path) == {rule.name}


@each_rule
def test_what_to_use_instead_shows_nothing(rule: type[Rule], tmp_path: Path) -> None:
    assert found(rule, "Use instead", tmp_path) == set()


# Two processes


def worker(rank: int, ports: list[int], folder: str) -> None:
    """Run the programs for ranks on one of two, and write down what was told."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    os.environ |= {"RANK": str(rank), "WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1"}
    shown = {}
    for (name, section), port in zip(runs(), ports, strict=True):
        os.environ |= {"MASTER_PORT": str(port), "TORCHELASTIC_USE_AGENT_STORE": "True"}
        rule = find_rule(name)
        assert rule is not None
        with watch(rules=asked(rule)) as run:
            runpy.run_path(str(Path(folder) / f"{name} {section}.py"), run_name="__main__")
        shown[f"{name}: {section}"] = sorted(told(run))
    (Path(folder) / f"{rank}.json").write_text(json.dumps(shown), encoding="utf-8")


def runs() -> list[tuple[str, str]]:
    return [(name, section) for name in OF_RANKS for section in ("Example", "Use instead", *mends(name))]


def mends(name: str) -> tuple[str, ...]:
    """Return what a program is called that a fixer has made of the example, if the rule has one."""
    rule = find_rule(name)
    assert rule is not None
    return ("Fixed",) if rule.static and has_fixer(rule) and name not in ON_GPUS else ()


def text_of(name: str, section: str) -> str:
    rule = find_rule(name)
    assert rule is not None
    if section != "Fixed":
        return program(rule, section)
    return mended(program(rule, "Example").encode(), name).decode()


@pytest.fixture(scope="module")
def of_ranks(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, list[str]]]:
    folder = tmp_path_factory.mktemp("ranks")
    for name, section in runs():
        (folder / f"{name} {section}.py").write_text(text_of(name, section), encoding="utf-8")
    # As torchrun does it: the ranks meet at a store of their parent's, at a port that nobody can take away.
    stores = [TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False) for _ in runs()]
    torch.multiprocessing.spawn(worker, ([store.port for store in stores], str(folder)), nprocs=2)
    return [json.loads((folder / f"{rank}.json").read_text(encoding="utf-8")) for rank in range(2)]


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_RANKS)
def test_two_ranks(name: str, of_ranks: list[dict[str, list[str]]]) -> None:
    shown = [set(each[f"{name}: Example"]) for each in of_ranks]
    assert name in set.union(*shown)
    assert set.union(*shown) <= {name} | FOLLOWED_BY.get(name, set())
    assert [each[f"{name}: Use instead"] for each in of_ranks] == [[], []]
    for section in mends(name):
        assert text_of(name, section) != text_of(name, "Example")
        assert [each[f"{name}: {section}"] for each in of_ranks] == [[], []]
