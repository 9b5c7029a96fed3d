"""Sets both witnesses on generated programs, and reports where they disagree.

    python benchmarks/witnesses.py --programs 20000 [--write] [--seed 0]
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import torch
from hypothesis import HealthCheck, Phase, given, seed, settings
from generated.drawing import NAMES, plans, simplest
from generated.examining import Court, Examined
from generated.plan import Plan


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--mistake")
    parser.add_argument("--shown", type=int, default=3)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    court = Court()
    found: dict[tuple[str, str], list[Examined]] = {}
    mistakes: Counter[str] = Counter()
    began = time.time()

    @seed(arguments.seed)
    @settings(max_examples=arguments.programs, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))
    @given(plans((arguments.mistake,) if arguments.mistake else NAMES))
    def each(plan: Plan) -> None:
        examined = court.examine(plan)
        mistakes[plan.mistake] += 1
        for disagreement in examined.disagreements:
            found.setdefault((*disagreement.key, plan.mistake), []).append(examined)

    each(); print(sum(mistakes.values()), round(time.time() - began), flush=True)
    print(sum(mistakes.values()), "programs", round(time.time() - began), "s", dict(mistakes))
    for key, several in sorted(found.items(), key=lambda item: -len(item[1])):
        print(len(several), key)
        plan = simplest(several[0].plan, lambda plan: any((*d.key, plan.mistake) == key for d in court.examine(plan).disagreements))
        print("    ", plan.chosen())


if __name__ == "__main__":
    main()
