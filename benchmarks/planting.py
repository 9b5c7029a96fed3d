"""Mistakes for correct training loops: each finds places in a file where it certainly is one, and makes it.

An edit works on whole lines, so that the rest of the file stays as its authors wrote it. Where the file
leaves any doubt whether the changed loop is wrong, nothing is planted: see the conditions of each.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

FRAMEWORKS = re.compile(r"\b(accelerat\w+|deepspeed|lightning|fabric|apex|LightningModule)\b", re.I)
"""Who speaks of these may have others clear, scale and step."""
NORM = re.compile(r"\bnn\.(BatchNorm[123]d|LayerNorm|GroupNorm)\(")
DROPOUT = re.compile(r"\bnn\.Dropout\w*\(")
Block = list[ast.stmt]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one mistake in it, planted at ``row``."""

    rule: str
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Loop:
    """The block of a loop that goes backward, in a file."""

    lines: tuple[str, ...]
    tree: ast.Module
    text: str
    block: Block

    def find(self, *endings: str) -> list[int]:
        """Return the positions of the block's statements that are calls of such a name."""
        return [i for i, each in enumerate(self.block) if (_called(each) or "").endswith(endings)]

    def source(self, at: int) -> list[str]:
        """Return the lines of a statement."""
        each = self.block[at]
        return list(self.lines[each.lineno - 1 : each.end_lineno])

    def without(self, at: int) -> str:
        """Return the file without a statement."""
        return self.edited({at: []})

    def edited(self, changes: dict[int, list[str]]) -> str:
        """Return the file with the lines of some statements replaced."""
        lines: list[str] = list(self.lines)
        for at in sorted(changes, reverse=True):
            each = self.block[at]
            lines[each.lineno - 1 : each.end_lineno] = changes[at]
        return "\n".join(lines)

    def moved(self, at: int, behind: int) -> str:
        """Return the file with a statement moved behind another (in front of it, if it stood behind)."""
        moved, anchor = self.source(at), self.source(behind)
        both = [*anchor, *moved] if at < behind else [*moved, *anchor]
        return self.edited({at: [], behind: both})


Planting = Callable[[Loop], Iterator[tuple[str, int]]]


def loops(text: str) -> Iterator[Loop]:
    """Yield the loops of a file in which a backward stands as a statement, directly or under conditions."""
    if FRAMEWORKS.search(text) or "import" not in text:  # a fragment binds none of its names
        return
    tree = ast.parse(text)
    lines = tuple(text.split("\n"))
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.While):
            yield from (Loop(lines, tree, text, block) for block in _blocks(node.body) if _trains(block))


def _blocks(body: Block) -> Iterator[Block]:
    yield body
    for each in body:
        if isinstance(each, ast.If | ast.With):
            yield from _blocks(each.body)


def _trains(block: Block) -> bool:
    return any(_is_backward(each) for each in block) and _single(block)


def _is_backward(statement: ast.stmt) -> bool:
    """Tell whether a tensor's own backward is called: others are given something, or return something."""
    if not isinstance(statement, ast.Expr) or not isinstance(statement.value, ast.Call):
        return False
    call = statement.value
    named = all(each.arg in ("retain_graph", "create_graph") for each in call.keywords)
    return (_called(statement) or "").endswith(".backward") and not call.args and named


def _single(block: Block) -> bool:
    """Tell whether no statement shares its lines with another."""
    return all((a.end_lineno or a.lineno) < b.lineno for a, b in pairwise(block))


def _called(statement: ast.stmt) -> str | None:
    """Return what a statement calls, where it is nothing but a call (its result may be kept)."""
    value = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    return ast.unparse(value.func) if isinstance(value, ast.Call) else None


def _count(loop: Loop, pattern: str) -> int:
    return len(re.findall(pattern, loop.text))


def _steps(loop: Loop) -> list[int]:
    """Return the step of the one optimizer that this file trains with, if it stands in this block."""
    steps = [at for at in loop.find(".step") if re.search(r"optim|opt\b|solver", ast.unparse(loop.block[at]))]
    return steps if len(steps) == 1 else []


def _missing_zero_grad(loop: Loop) -> Iterator[tuple[str, int]]:
    """The only clear of the file is gone; backward and step stand in its block, so it is done each round."""
    if _count(loop, r"zero_grad|\.grad\b") == 1 and _steps(loop):
        for at in loop.find(".zero_grad"):
            yield loop.without(at), loop.block[at].lineno


def _zero_grad_before_step(loop: Loop) -> Iterator[tuple[str, int]]:
    """The only clear of the file comes between backward and step."""
    if _count(loop, r"zero_grad|\.grad\b") == 1:
        for at in loop.find(".zero_grad"):
            for step in _steps(loop):
                backward = loop.find(".backward")[-1]
                if at < backward < step:
                    moved = [*loop.source(at), *loop.source(step)]
                    yield loop.edited({at: [], step: moved}), loop.block[at].lineno


def _clip_after_step(loop: Loop) -> Iterator[tuple[str, int]]:
    """A clip of the gradients that the next statement or so uses comes after it."""
    for at in loop.find("clip_grad_norm_", "clip_grad_value_"):
        for step in _steps(loop):
            if loop.find(".backward")[-1] < at < step:
                yield loop.moved(at, step), loop.block[at].lineno


def _clip_before_backward(loop: Loop) -> Iterator[tuple[str, int]]:
    """The gradients are cleared, clipped, and then made."""
    for at in loop.find("clip_grad_norm_", "clip_grad_value_"):
        backward = loop.find(".backward")
        zeros = loop.find(".zero_grad")
        if _steps(loop) and len(backward) == 1 and zeros and zeros[0] < backward[0] < at:
            yield loop.moved(at, backward[0]), loop.block[at].lineno


def _clip_without_unscale(loop: Loop) -> Iterator[tuple[str, int]]:
    """The only `unscale_` in front of a clip is gone."""
    for at in loop.find(".unscale_"):
        clips = [clip for clip in loop.find("clip_grad_norm_", "clip_grad_value_") if clip > at]
        if clips and _count(loop, r"\.unscale_\(") == 1:
            yield loop.without(at), loop.block[at].lineno


def _double_unscale(loop: Loop) -> Iterator[tuple[str, int]]:
    for at in loop.find(".unscale_"):
        yield loop.edited({at: loop.source(at) * 2}), loop.block[at].lineno


def _missing_update(loop: Loop) -> Iterator[tuple[str, int]]:
    """The only update of the file's scaler is gone."""
    if _count(loop, r"scaler\.update\(") == 1:
        for at in loop.find("scaler.update"):
            yield loop.without(at), loop.block[at].lineno


def _past_scaler(loop: Loop) -> Iterator[tuple[str, int]]:
    """The optimizer steps by itself on scaled gradients: nobody has unscaled them."""
    if "unscale_" not in loop.text:
        for at in loop.find("scaler.step"):
            (line, *more) = loop.source(at)
            found = re.fullmatch(r"(\s*)[\w.]*scaler\.step\(([\w.]+)\)(.*)", line)
            if found and not more:
                yield loop.edited({at: [f"{found[1]}{found[2]}.step(){found[3]}"]}), loop.block[at].lineno


def _never_scaled(loop: Loop) -> Iterator[tuple[str, int]]:
    """The scaler steps on gradients of a loss that it has not scaled."""
    if _count(loop, r"scaler\.scale\(") == 1:
        for at in loop.find(").backward"):
            (line, *more) = loop.source(at)
            found = re.fullmatch(r"(\s*)[\w.]*scaler\.scale\(([\w.]+)\)\.backward\(\)(.*)", line)
            if found and not more and loop.find("scaler.step"):
                yield loop.edited({at: [f"{found[1]}{found[2]}.backward(){found[3]}"]}), loop.block[at].lineno


def _not_divided(loop: Loop) -> Iterator[tuple[str, int]]:
    """A mean loss is no longer divided by the number that the guard of the step counts to."""
    known = r"\b(nn\.\w+Loss\(\)|F\.(cross_entropy|mse_loss|nll_loss|l1_loss)\()"
    if "reduction" in loop.text or not re.search(known, loop.text):
        return
    for at, each in enumerate(loop.block):
        found = re.fullmatch(r"(\w+) (?:= \1 /|/=) ([\w.]+)", ast.unparse(each))
        if found and re.search(rf"% {re.escape(found[2])}\b", loop.text):
            yield loop.without(at), each.lineno


def _windows(loop: Loop) -> Iterator[tuple[int, ast.If]]:
    """Yield the guards of a step that is made once for several backwards of this block.

    A guard with a backward of its own trains another network every now and then.
    """
    for at, each in enumerate(loop.block):
        if isinstance(each, ast.If) and "%" in ast.unparse(each.test) and not each.orelse:
            names = [_called(inner) or "" for inner in each.body]
            if not any(map(_is_backward, each.body)) and any(
                re.search(r"(optim\w*|opt|scaler)\.step$", name) for name in names
            ):
                yield at, each


def _out_of_window(loop: Loop, *endings: str) -> Iterator[tuple[str, int]]:
    """What stands under the guard of the step is done in each round instead, in front of the guard."""
    for at, guard in _windows(loop):
        inside = [each for each in guard.body if (_called(each) or "").endswith(endings)]
        if len(inside) == 1 and len(guard.body) > 1 and _single(guard.body):
            each, indent = inside[0], " " * guard.col_offset
            own = [indent + line.strip() for line in loop.lines[each.lineno - 1 : each.end_lineno]]
            rest = loop.source(at)
            start = each.lineno - guard.lineno
            del rest[start : start + len(own)]
            yield loop.edited({at: [*own, *rest]}), each.lineno


def _cleared_each_batch(loop: Loop) -> Iterator[tuple[str, int]]:
    """Gradients are cleared in front of each backward: one micro-batch is left of each window."""
    for at, guard in _windows(loop):
        inside = [each for each in guard.body if (_called(each) or "").endswith(".zero_grad")]
        backward = loop.find(".backward")
        if (
            len(inside) == 1
            and len(guard.body) > 1
            and len(backward) == 1
            and backward[0] < at
            and _single(guard.body)
        ):
            each, indent = inside[0], " " * guard.col_offset
            rest = loop.source(at)
            del rest[each.lineno - guard.lineno]
            first = [indent + loop.lines[each.lineno - 1].strip(), *loop.source(backward[0])]
            if each.lineno == each.end_lineno:
                yield loop.edited({at: rest, backward[0]: first}), each.lineno


def _squashed(loop: Loop, criterion: str, function: str, squash: str) -> Iterator[tuple[str, int]]:
    """The scores are squashed in front of a loss that does so itself."""
    built = re.findall(rf"(\w+)\s*=\s*(?:torch\.)?(?:nn\.)?{criterion}\(\)", loop.text)
    if "oftmax" in loop.text or "igmoid" in loop.text:
        return  # something may squash them already, or be made up for
    for at, each in enumerate(loop.block):
        (line, *more) = loop.source(at)
        names = "|".join([*map(re.escape, built), rf"(?:F|nn\.functional)\.{function}"])
        found = re.fullmatch(rf"(.*= (?:self\.)?(?:{names})\()(\w+)(, \w+\).*)", line)
        if found and not more:
            yield loop.edited({at: [found[1] + squash.format(found[2]) + found[3]]}), each.lineno


def _decayed(loop: Loop) -> Iterator[tuple[str, int]]:
    """Adam without decay over a model of this file that holds norms becomes AdamW with its decay."""
    for number, line in enumerate(loop.lines):
        found = re.fullmatch(
            r"(\s*[\w.]+ = (?:torch\.)?optim\.)Adam(\((\w+)\.parameters\(\), lr=[\w.]+\).*)", line
        )
        built = re.search(rf"^\s*{found[3]} = (\w+)\(", loop.text, re.M) if found else None
        if (
            found
            and built
            and any(
                isinstance(each, ast.ClassDef) and each.name == built[1] and NORM.search(ast.unparse(each))
                for each in loop.tree.body
            )
        ):
            lines = list(loop.lines)
            lines[number] = f"{found[1]}AdamW{found[2]}"
            yield "\n".join(lines), number + 1


def _missing_eval(loop: Loop) -> Iterator[tuple[str, int]]:
    """The only `eval()` of a file whose model minds the mode is gone; it is trained and evaluated here."""
    minds = NORM.search(loop.text) or DROPOUT.search(loop.text) or re.search(r"\.train\(\)", loop.text)
    found = [n for n, line in enumerate(loop.lines) if re.fullmatch(r"\s*[\w.]+\.eval\(\)\s*", line)]
    if minds and len(found) == 1 and _count(loop, r"\.eval\(\)") == 1 and "no_grad" in loop.text:
        lines = list(loop.lines)
        indent = re.match(r"\s*", lines[found[0]])
        lines[found[0]] = f"{indent[0] if indent else ''}pass"
        yield "\n".join(lines), found[0] + 1


PLANTINGS: dict[str, Planting] = {
    "missing-zero-grad": _missing_zero_grad,
    "clip-after-step": _clip_after_step,
    "clip-without-unscale": _clip_without_unscale,
    "unscaled-accumulation-loss": _not_divided,
    "softmax-before-cross-entropy": lambda loop: _squashed(
        loop, "CrossEntropyLoss", "cross_entropy", "torch.softmax({}, dim=1)"
    ),
    "weight-decay-on-norm": _decayed,
    "missing-eval": _missing_eval,
    "zero-grad-before-step": _zero_grad_before_step,
    "clip-before-backward": _clip_before_backward,
    "double-unscale": _double_unscale,
    "missing-scaler-update": _missing_update,
    "step-bypasses-scaler": _past_scaler,
    "backward-without-scale": _never_scaled,
    "zero-grad-in-accumulation": _cleared_each_batch,
    "clip-in-accumulation": lambda loop: _out_of_window(loop, "clip_grad_norm_", "clip_grad_value_"),
    "sigmoid-before-bce-with-logits": lambda loop: _squashed(
        loop, "BCEWithLogitsLoss", "binary_cross_entropy_with_logits", "torch.sigmoid({})"
    ),
}


def mutants(text: str) -> Iterator[Mutant]:
    """Yield what can be planted into a file, one mistake at a time; each only once."""
    seen: set[tuple[str, str]] = set()
    for loop in loops(text):
        for rule, planting in PLANTINGS.items():
            for changed, row in planting(loop):
                if (rule, changed) not in seen:
                    seen.add((rule, changed))
                    yield Mutant(rule, changed, row)
