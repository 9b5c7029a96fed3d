"""Evidence: is this an evaluation, and was this meant?"""

from __future__ import annotations

import re

from lintrain.flow.machine import Here
from lintrain.flow.scope import Frame
from lintrain.model.values import Unknown
from lintrain.model.vocabulary import (
    ADAPTS_NAME,
    AMP_NAME,
    DELIBERATE_NAME,
    EVALUATION_NAME,
    HELD_OUT_NAME,
    last,
)
from lintrain.protocol import ModelState
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk

SPEAKS_OF_MODES = {
    "backward", "eval", "train", "training", "getattr", "modules", "named_modules", "children", "apply",
}  # fmt: skip
"""Words of files that train, or may set a mode in some way that is not seen."""
MAY_TRAIN = frozenset(("step", "fit", "optim", "Trainer", "training_step", "grad"))
"""Words of files in which something may be trained in some other way."""
READS = re.compile(r"^(?:load|restore)(?!_state_dict$)|(?:^|_)load_from|^safe_open$")
"""Names of what reads weights from a file; those of another model in sight are only copied."""


def evaluation(here: Here, call: ir.Call, model: ModelState) -> tuple[str, int] | None:
    """Return why a forward here is an evaluation and the syntax node of its outermost statement.

    Looks at the names of the data, the loops, their loaders and the functions around the call, innermost
    first. What was trained must also be measured: images drawn by a generator are no evaluation.
    """
    if any(DELIBERATE_NAME.search(f.code.name) for f in here.frame.chain()):
        return None
    text = _data_name(here, call)
    for frame in here.frame.chain():
        if text is None and not frame.in_model:
            text = _loop_name(here, frame) or _function_name(frame)
    if text is None:
        text = _scored(here, here.frame)
    if text is None and _is_inference(here, model):
        text = "new data"
    if text is None or DELIBERATE_NAME.search(text):
        return None
    if model.trained is not None and not _is_measured(here, here.frame):
        return None
    return text, region(here, here.frame)


def _scored(here: Here, frame: Frame) -> str | None:
    """Under ``no_grad``, in a loop of its own: predictions are compared with what is right."""
    nodes = frame.code.nodes
    loops = nodes[frame.node].loops
    if here.state.grad_enabled or not loops or not isinstance(nodes[loops[-1]].op, ir.For):
        return None
    body = frame.names.loops.body(frame.code, loops[-1])
    if body.learns:
        return None
    op = nodes[loops[-1]].op
    iterable = ir.render(op.iterable) if isinstance(op, ir.For) else ""
    scores = body.compares and body.words & {"argmax", "max", "topk"}
    return iterable if scores and "train" not in iterable else None


def _data_name(here: Here, call: ir.Call) -> str | None:
    """Under ``no_grad`` the name of what goes in, or comes out, tells."""
    if here.state.grad_enabled:
        return None
    op = here.frame.code.nodes[here.frame.node].op
    exprs = [a.value for a in call.args]
    if isinstance(op, ir.Assign):
        exprs += op.targets
    names = [name for expr in exprs for name in _names(ir.render(expr))]
    return next((n for n in names if EVALUATION_NAME.search(n) and "train" not in n.lower()), None)


def _is_inference(here: Here, model: ModelState) -> bool:
    """Weights are restored and used without gradients, in a file that trains nothing."""
    if model.loaded is None or here.state.grad_enabled:
        return False
    said = here.machine.index.root.module.words | here.frame.names.module.words
    return not said & SPEAKS_OF_MODES


def only_infers(here: Here, model: ModelState) -> bool:
    """Tell whether restored weights are used in a program that certainly trains nothing and sets no mode."""
    if model.loaded is None or any(DELIBERATE_NAME.search(f.code.name) for f in here.frame.chain()):
        return False
    index = here.machine.index
    said = index.root.module.words | here.frame.names.module.words
    if said & (SPEAKS_OF_MODES | MAY_TRAIN) or "backward" in index.said:
        return False
    return any(map(READS.search, said))


def _is_measured(here: Here, frame: Frame) -> bool:
    loops = frame.code.nodes[frame.node].loops
    known = frame.names.loops
    return known.body(frame.code, loops[-1]).measures if loops else known.measures(frame.code)


def _function_name(frame: Frame) -> str | None:
    name = frame.code.name
    if frame.code.kind == "function" and EVALUATION_NAME.search(name) and "train" not in name.lower():
        return f"{name}()"
    return None


def _loop_name(here: Here, frame: Frame) -> str | None:
    nodes = frame.code.nodes
    for head in reversed(nodes[frame.node].loops):
        op = nodes[head].op
        if not isinstance(op, ir.For) or (here.state.grad_enabled and _learns(here, frame, head)):
            continue
        for text in (loop_text(here, frame, head), ir.render(op.iterable)):
            found = next(
                (w for w in _names(text) if EVALUATION_NAME.search(w) and "train" not in w.lower()), None
            )
            if found is not None:
                return found
    return None


def _names(text: str) -> list[str]:
    cleaned = "".join(c if c.isalnum() or c in "_." else " " for c in text)
    return cleaned.split()


def loop_text(here: Here, frame: Frame, head: int) -> str:
    """Return what the iterable of a loop is called where it came from."""
    value = here.state.env.get((frame.ident, f"@{head}"))
    return value.text if isinstance(value, Unknown) else ""


def held_out(here: Here) -> str | None:
    """Return what the data of the innermost loop are called, if they are there to evaluate."""
    if any(
        ADAPTS_NAME.search(f.code.name) or DELIBERATE_NAME.search(f.code.name) for f in here.frame.chain()
    ):
        return None
    for frame in here.frame.chain():
        nodes = frame.code.nodes
        for head in reversed(nodes[frame.node].loops):
            op = nodes[head].op
            if not isinstance(op, ir.For):
                continue
            names = _last_names(loop_text(here, frame, head)) + _last_names(ir.render(op.iterable))
            if any("train" in name.lower() for name in names):
                return None
            found = next((name for name in names if HELD_OUT_NAME.search(name)), None)
            if found is not None:
                return found
    return None


def _last_names(text: str) -> list[str]:
    return [last(name) for name in _names(text)]


def _learns(here: Here, frame: Frame, head: int) -> bool:
    """Tell whether a loop's own body goes backward."""
    return frame.names.loops.body(frame.code, head).learns


def region(here: Here, frame: Frame) -> int:
    """Return the outermost statement that is evaluation only: a ``with no_grad``, or a loop."""
    inside = [
        (f, item)
        for f, item, kind in here.state.withs
        if f == frame.ident and kind == "no_grad" and item >= 0
    ]
    nodes = frame.code.nodes
    loops = [h for h in nodes[frame.node].loops if not _learns(here, frame, h)]
    if inside:
        item = inside[0][1]
        around = [h for h in loops if item in frame.names.loops.body(frame.code, h).entered]
        outer = [h for h in around if is_evaluation_loop(frame, h, loop_text(here, frame, h))]
        return nodes[outer[0]].op.at if outer else item
    wanted = [h for h in loops if is_evaluation_loop(frame, h, loop_text(here, frame, h))] or loops[-1:]
    if _function_name(frame) is not None and loops:
        wanted = loops
    return nodes[wanted[0]].op.at if wanted else nodes[frame.node].op.at


def is_evaluation_function(frame: Frame) -> bool:
    """Tell whether a function says by its name that it evaluates."""
    return _function_name(frame) is not None


def is_evaluation_loop(frame: Frame, head: int, source: str = "") -> bool:
    """Tell whether a loop goes over data that evaluate; ``source`` is what they are called elsewhere."""
    op = frame.code.nodes[head].op
    if not isinstance(op, ir.For):
        return False
    texts = _names(source) + _names(ir.render(op.iterable))
    return any(EVALUATION_NAME.search(t) and "train" not in t.lower() for t in texts)


def deliberate(here: Here, model: str) -> bool:
    """Tell whether training mode is asked for inside an evaluation: whoever writes that means it.

    Not so where the evaluation is over: ``model.train()`` at its end makes the caller's training go on.
    """
    if not here.state.grad_enabled:
        return True
    for frame in here.frame.chain():
        if DELIBERATE_NAME.search(frame.code.name):
            return True
        if _function_name(frame) is not None:
            return frame is not here.frame or not _is_over(frame, model)
    return False


def _is_over(frame: Frame, model: str) -> bool:
    """Tell whether a function calls a model before the node at hand and not after it, and trains nothing."""
    nodes = frame.code.nodes
    if nodes[frame.node].loops or any(name.endswith("backward") for node in nodes for name in _called(node)):
        return False
    calls = {index for index, node in enumerate(nodes) if model in _called(node)}
    return bool(calls) and max(calls) < frame.node


def _called(node: ir.Node) -> set[str]:
    parts = (part for expr in operands(node.op) for part in walk(expr))
    return {
        text for part in parts if isinstance(part, ir.Call) for text in (ir.render(part.func), *_given(part))
    }


def _given(call: ir.Call) -> list[str]:
    return [ir.render(each.value) for each in call.args]


def scale_is_uncertain(here: Here) -> bool:
    """Tell whether several, perhaps contradicting, questions about mixed precision led here."""
    asked = {q.key for q in here.state.decisions if any(AMP_NAME.search(w) for w in q.words)}
    return len(asked) > 1
