"""Evidence: is this an evaluation, is this an accumulation window, was this meant?"""

from __future__ import annotations

from collections.abc import Callable

from lintrain.events import Place, Window
from lintrain.flow.machine import Here
from lintrain.flow.scope import Frame
from lintrain.model.values import Unknown
from lintrain.model.vocabulary import AMP_NAME, DELIBERATE_NAME, EVALUATION_NAME, METRIC_NAME
from lintrain.protocol import Gradients, ModelState
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, walk, words

REINFORCEMENT = {
    "env", "envs", "reward", "rewards", "episode", "episodes", "action", "actions", "replay", "memory",
    "rollout", "gamma", "n_critic", "policy",
}  # fmt: skip
"""Words of loops whose backwards are not micro-batches of one batch."""
SPEAKS_OF_MODES = {
    "backward", "eval", "train", "training", "getattr", "modules", "named_modules", "children", "apply",
}  # fmt: skip
"""Words of files that train, or may set a mode in some way that is not seen."""
Locate = Callable[[int], Place]
FETCHES = {"next", "get_batch", "get_data", "sample_batch", "fetch", "load_batch"}


# --- evaluation ---------------------------------------------------------------------------------


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
    if _learns(nodes, loops[-1]):
        return None
    inside = [e for n in nodes if loops[-1] in n.loops for e in operands(n.op)]
    said = {w for e in inside for w in words(e)}
    compared = "eq" in said or any(
        isinstance(p, ir.Compare) and "==" in p.ops for e in inside for p in walk(e)
    )
    op = nodes[loops[-1]].op
    iterable = ir.render(op.iterable) if isinstance(op, ir.For) else ""
    return iterable if compared and said & {"argmax", "max", "topk"} and "train" not in iterable else None


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


def _is_measured(here: Here, frame: Frame) -> bool:
    nodes = frame.code.nodes
    loops = nodes[frame.node].loops
    if not loops:
        return any(METRIC_NAME.search(w) for w in frame.code.words)
    inside = [n for n in nodes if loops[-1] in n.loops]
    return any(METRIC_NAME.search(w) for n in inside for e in operands(n.op) for w in words(e))


def _function_name(frame: Frame) -> str | None:
    name = frame.code.name
    if frame.code.kind == "function" and EVALUATION_NAME.search(name) and "train" not in name.lower():
        return f"{name}()"
    return None


def _loop_name(here: Here, frame: Frame) -> str | None:
    nodes = frame.code.nodes
    for head in reversed(nodes[frame.node].loops):
        op = nodes[head].op
        if not isinstance(op, ir.For) or (here.state.grad_enabled and _learns(nodes, head)):
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


def _learns(nodes: tuple[ir.Node, ...], head: int) -> bool:
    """Tell whether a loop's own body goes backward."""
    return any("backward" in _called(n.op) for n in nodes if head in n.loops)


def _called(op: ir.Op) -> set[str]:
    found = set()
    for expr in operands(op):
        for part in walk(expr):
            if isinstance(part, ir.Call):
                found.add(part.func.name if isinstance(part.func, ir.Attr) else ir.render(part.func))
    return found


def region(here: Here, frame: Frame) -> int:
    """Return the outermost statement that is evaluation only: a ``with no_grad``, or a loop."""
    inside = [
        (f, item)
        for f, item, kind in here.state.withs
        if f == frame.ident and kind == "no_grad" and item >= 0
    ]
    nodes = frame.code.nodes
    loops = [h for h in nodes[frame.node].loops if not _learns(nodes, h)]
    if inside:
        item = inside[0][1]
        outer = [h for h in loops if _precedes(nodes, h, item) and _is_evaluation_loop(here, frame, h)]
        return nodes[outer[0]].op.at if outer else item
    wanted = [h for h in loops if _is_evaluation_loop(here, frame, h)] or loops[-1:]
    if _function_name(frame) is not None and loops:
        wanted = loops
    return nodes[wanted[0]].op.at if wanted else nodes[frame.node].op.at


def _precedes(nodes: tuple[ir.Node, ...], head: int, item: int) -> bool:
    """Tell whether the ``with`` item stands inside the loop."""
    return any(isinstance(n.op, ir.Enter) and n.op.at == item and head in n.loops for n in nodes)


def _is_evaluation_loop(here: Here, frame: Frame, head: int) -> bool:
    op = frame.code.nodes[head].op
    if not isinstance(op, ir.For):
        return False
    texts = _names(loop_text(here, frame, head)) + _names(ir.render(op.iterable))
    return any(EVALUATION_NAME.search(t) and "train" not in t.lower() for t in texts)


def deliberate(here: Here) -> bool:
    """Tell whether training mode is asked for inside an evaluation: whoever writes that means it."""
    if not here.state.grad_enabled:
        return True
    return any(
        _function_name(f) is not None or DELIBERATE_NAME.search(f.code.name) for f in here.frame.chain()
    )


def scale_is_uncertain(here: Here) -> bool:
    """Tell whether several, perhaps contradicting, questions about mixed precision led here."""
    asked = {q.key for q in here.state.decisions if any(AMP_NAME.search(w) for w in q.words)}
    return len(asked) > 1


# --- accumulation -------------------------------------------------------------------------------


def window(here: Here, before: Gradients) -> Window | None:
    """Return the accumulation window that this step closes, where the control flow shows one.

    A backward that runs again before the step is accumulation when the step stands under a periodic
    guard in the backward's loop, or behind an inner loop that fetches its own batches.
    """
    repeated = before.repeated
    if repeated is None:
        return None
    mine = dict(here.frame.stack())
    for stack in here.machine.stacks.get(repeated.at, ()):
        shared = [(f, n) for f, n in stack if f in mine]
        deeper: list[tuple[ir.Code, int]] = []
        for ident, backward in reversed(shared):
            code = here.machine.by_ident[ident].code
            if code.nodes[backward].loops:
                return _window_in(code, here.place, backward, mine[ident], deeper)
            deeper.append((code, mine[ident]))
    return None


def _window_in(
    code: ir.Code, place: Locate, backward: int, step: int, deeper: list[tuple[ir.Code, int]]
) -> Window | None:
    """``deeper``: the functions called from the loop that hold both, and the step's node in each."""
    nodes = code.nodes
    loops = nodes[backward].loops
    if not loops:
        return None
    head = loops[-1]
    if any(_loop_words(nodes, h) & REINFORCEMENT for h in loops[-1:]):
        return None
    if head in nodes[step].loops:
        found = _guarded(nodes, place, head, step)
        for inner, position in deeper if found is None and not _is_count(nodes, head) else ():
            found = found or _guard(inner.nodes, place, None, position)
        return found
    return _inner(nodes, place, head, step)


def _loop_words(nodes: tuple[ir.Node, ...], head: int) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if head in node.loops or node is nodes[head]:
            for expr in operands(node.op):
                found |= words(expr)
    return found


def _guarded(nodes: tuple[ir.Node, ...], place: Locate, head: int, step: int) -> Window | None:
    return None if _is_count(nodes, head) else _guard(nodes, place, head, step)


def _is_count(nodes: tuple[ir.Node, ...], head: int) -> bool:
    """Tell whether a loop merely counts, and fetches no batches."""
    op = nodes[head].op
    return isinstance(op, ir.For) and _is_range(op.iterable) and not _loop_words(nodes, head) & FETCHES


def _guard(nodes: tuple[ir.Node, ...], place: Locate, head: int | None, step: int) -> Window | None:
    """Return the window of a periodic guard of ``step`` in the loop ``head``, or in a whole function."""
    for index, node in enumerate(nodes):
        branch = node.op
        if not isinstance(branch, ir.Branch) or branch.condition is None or branch.loop:
            continue
        if (head is not None and head not in node.loops) or not _decides(
            nodes, index, step, 1 if head is None else head
        ):
            continue
        periods = _periods(nodes, branch.condition, head)
        if periods is not None:
            return Window(place(branch.at), periods)
    return None


def _inner(nodes: tuple[ir.Node, ...], place: Locate, head: int, step: int) -> Window | None:
    op = nodes[head].op
    if not isinstance(op, ir.For):
        return None
    fragments = [
        p
        for p in walk(op.iterable)
        if isinstance(p, ir.Call) and isinstance(p.func, ir.Attr) and p.func.name == "chunk"
    ]
    if fragments:
        sizes = {ir.render(a.value) for p in fragments for a in p.args[-1:]}
        return Window(place(op.at), sizes.pop() if len(sizes) == 1 else None)
    if not isinstance(op.iterable, ir.Call) or not _is_range(op.iterable):
        return None
    if not _loop_words(nodes, head) & FETCHES:
        return None
    args = [a.value for a in op.iterable.args]
    if len(args) == 2 and isinstance(args[0], ir.Const) and args[0].value == 0:
        args = args[1:]
    size = (
        ir.render(args[0]) if len(args) == 1 and isinstance(args[0], ir.Name | ir.Attr | ir.Const) else None
    )
    return Window(place(op.at), size)


def _is_range(expr: ir.Expr) -> bool:
    return (
        isinstance(expr, ir.Call) and isinstance(expr.func, ir.Name) and expr.func.id in ("range", "trange")
    )


def _decides(nodes: tuple[ir.Node, ...], branch: int, step: int, head: int) -> bool:
    """Tell whether ``step`` is reached from one side of ``branch`` only, within one iteration."""
    succ = nodes[branch].succ
    return len(succ) == 2 and _reaches(nodes, succ[0], step, head) != _reaches(nodes, succ[1], step, head)


def _reaches(nodes: tuple[ir.Node, ...], start: int, goal: int, head: int) -> bool:
    if start == head:
        return False
    stack, seen = [start], {start, head}
    while stack:
        index = stack.pop()
        if index == goal:
            return True
        for successor in nodes[index].succ:
            if successor not in seen:
                seen.add(successor)
                stack.append(successor)
    return False


def _periods(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int | None) -> str | None:
    """Return the length of the window in a periodic condition, ``""`` where its length is not clear."""
    sizes: set[str] = set()
    for part in walk(condition):
        if isinstance(part, ir.Binary) and part.op == "%":
            sizes.add(ir.render(part.right))
        elif isinstance(part, ir.Name):
            for node in nodes:
                op = node.op
                if (
                    (head is None or head in node.loops)
                    and isinstance(op, ir.Assign)
                    and any(isinstance(t, ir.Name) and t.id == part.id for t in op.targets)
                ):
                    sizes |= {
                        ir.render(p.right) for p in walk(op.value) if isinstance(p, ir.Binary) and p.op == "%"
                    }
    if len(sizes) == 1:
        size = sizes.pop()
        return None if size == "1" else size
    if sizes:
        return ""
    if head is None:
        return None
    return "" if _counts(nodes, condition, head) or _cycles(nodes, condition, head) else None


def _cycles(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int) -> bool:
    """Tell whether a condition compares a counter that the loop takes from ``cycle(range(...))``."""
    op = nodes[head].op
    if not isinstance(op, ir.For) or not isinstance(condition, ir.Compare) or condition.ops != ("==",):
        return False
    bound = {p.id for p in walk(op.target) if isinstance(p, ir.Name)}
    named = isinstance(condition.left, ir.Name) and condition.left.id in bound
    return named and "cycle(range(" in ir.render(op.iterable)


def _counts(nodes: tuple[ir.Node, ...], condition: ir.Expr, head: int) -> bool:
    """Tell whether a condition compares a counter that the loop increments (``or`` it is the last batch)."""
    if isinstance(condition, ir.Bool) and condition.op == "or":
        return _counts(nodes, condition.left, head) or _counts(nodes, condition.right, head)
    if not isinstance(condition, ir.Compare) or condition.ops[0] not in ("==", ">=", ">"):
        return False
    left = condition.left
    return isinstance(left, ir.Name) and any(
        isinstance(n.op, ir.Augment)
        and isinstance(n.op.target, ir.Name)
        and n.op.target.id == left.id
        and n.op.op == "+"
        and isinstance(n.op.value, ir.Const)
        for n in nodes
        if head in n.loops
    )
