"""Measures what watching a run costs: the same training, watched and not, taking turns in one process.

    python benchmarks/overhead.py [--device cpu|cuda] [--write]

Each workload trains for twenty steps, again and again, every other time watched with the rules that are on by
default. Compared are medians over the rounds: of ordinary steps, of each step that is sampled, and of whole
runs, entering and leaving included. On a GPU, ordinary steps run where torch raises an error if anything
waits for the device. ``--write`` puts the table into ``benchmarks/RESULTS.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import torch
from torch import nn

from lintrain.runtime import watch

REPORT = Path(__file__).with_name("RESULTS.md")
TITLE = "## Watching a run"
STEPS = 20
SAMPLED = (0, 1, 2, 4, 8, 16, STEPS - 1)

Step = Callable[[], None]


class Block(nn.Module):
    """A transformer block: attention and a feed-forward layer, normalised before each."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)
        self.feed = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Take and return a batch of sequences, ``(batch, length, width)``."""
        y = self.before(x)
        x = x + self.attention(y, y, y, need_weights=False)[0]
        return x + self.feed(self.between(x))


def perceptron(device: str) -> Step:
    """Return a step of a small classifier."""
    width = 512
    layers = [layer for _ in range(4) for layer in (nn.Linear(width, width), nn.ReLU())]
    model = nn.Sequential(*layers, nn.Linear(width, 10)).to(device)
    x, y = torch.randn(256, width, device=device), torch.randint(0, 10, (256,), device=device)
    return training(model, x, y)


def transformer(device: str, width: int, blocks: int, length: int) -> Step:
    """Return a step of a language model."""
    model = nn.Sequential(
        nn.Embedding(256, width), *(Block(width) for _ in range(blocks)), nn.Linear(width, 256)
    ).to(device)
    tokens = torch.randint(0, 256, (8, length), device=device)
    return training(model, tokens, tokens)


def training(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> Step:
    """Return a function that makes one step: clear, forward, backward, clip, step."""
    decayed = [p for p in model.parameters() if p.dim() > 1]
    spared = [p for p in model.parameters() if p.dim() < 2]
    groups = [{"params": decayed}, {"params": spared, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=1e-4)

    def step() -> None:
        optimizer.zero_grad()
        output = model(x)
        loss = nn.functional.cross_entropy(output.flatten(0, -2), y.flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 100.0)
        optimizer.step()

    return step


WORKLOADS: dict[str, Callable[[str], Step]] = {
    "perceptron, 1 M parameters": perceptron,
    "transformer, 1 M parameters": lambda device: transformer(device, 128, 6, 64),
    "transformer, 50 M parameters": lambda device: transformer(device, 640, 10, 64),
}


@dataclass(slots=True)
class Times:
    """Seconds of each step, by its index, and of whole runs."""

    steps: list[list[float]] = field(default_factory=lambda: [[] for _ in range(STEPS)])
    runs: list[float] = field(default_factory=list)

    @property
    def ordinary(self) -> float:
        """The median of the steps that are not sampled."""
        return median(t for index, times in enumerate(self.steps) if index not in SAMPLED for t in times)

    @property
    def whole(self) -> float:
        """The median of the runs."""
        return median(self.runs)

    def sampled(self, other: Times) -> float:
        """The worst ratio of a sampled step's median to that of the same step in ``other``."""
        return max(median(self.steps[i]) / median(other.steps[i]) for i in SAMPLED)


def main() -> None:
    """Measure all workloads, and print or write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--rounds", type=int, default=15, help="runs of each kind (default: 15)")
    parser.add_argument("--write", action="store_true", help=f"write into {REPORT.name}")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    rows = [measured(name, arguments.device, arguments.rounds) for name in WORKLOADS]
    text = report(rows, arguments.device, arguments.rounds)
    if arguments.write:
        kept = REPORT.read_text(encoding="utf-8").partition(f"\n{TITLE}")[0]
        REPORT.write_text(f"{kept}\n{text}", encoding="utf-8", newline="\n")
    print(text, end="")


def measured(name: str, device: str, rounds: int) -> str:
    """Return a row of the table for one workload."""
    torch.manual_seed(0)
    step = WORKLOADS[name](device)
    plain, watched = Times(), Times()
    run(step, device, Times(), watching=False)
    for index in range(rounds):
        for watching in (False, True) if index % 2 else (True, False):
            run(step, device, watched if watching else plain, watching=watching)
        print(f"{name}: {index + 1} of {rounds}", file=sys.stderr)
    cells = (
        f"{plain.ordinary * 1e3:.1f} ms",
        f"{watched.ordinary / plain.ordinary:.3f}",
        f"{(watched.ordinary - plain.ordinary) * 1e3:.2f} ms",
        f"{watched.sampled(plain):.3f}",
        f"{watched.whole / plain.whole:.3f}",
    )
    return f"| {name} | {' | '.join(cells)} |"


def run(step: Step, device: str, times: Times, *, watching: bool) -> None:
    """Make the steps of one run, and take their times."""
    start = time.perf_counter()
    with watch() if watching else nullcontext():
        for index in range(STEPS):
            times.steps[index].append(timed(step, device, strict=watching and index not in SAMPLED))
    times.runs.append(time.perf_counter() - start)


def timed(step: Step, device: str, *, strict: bool) -> float:
    """Make one step. Returns its seconds, until the device has done its work."""
    start = time.perf_counter()
    if device == "cpu":
        step()
        return time.perf_counter() - start
    torch.cuda.set_sync_debug_mode("error" if strict else "default")
    step()
    torch.cuda.set_sync_debug_mode("default")
    torch.cuda.synchronize()
    return time.perf_counter() - start


def report(rows: list[str], device: str, rounds: int) -> str:
    """Return the results as Markdown."""
    hardware = torch.cuda.get_device_name() if device == "cuda" else f"{os.cpu_count()} cores, one thread"
    lines = [
        TITLE,
        "",
        f"Medians over {rounds} runs of {STEPS} steps, watched and not, in turns. Gradients and activations",
        f"are measured at steps {', '.join(map(str, SAMPLED[:-1]))} and {SAMPLED[-1]}.",
        "",
        "| workload | step | watched / not | added | worst sampled step | whole run |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        f"torch {torch.__version__}, {platform.system()} {platform.machine()}, {hardware}.",
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
