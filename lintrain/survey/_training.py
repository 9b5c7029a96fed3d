"""Which operations of a scope train a model: read from its text, and from that of what it calls."""

from __future__ import annotations

from collections.abc import Iterator

from lintrain.flow.program import Program
from lintrain.model.vocabulary import MODEL_NAME, last
from lintrain.syntax import ir
from lintrain.syntax.walk import operands, targets, walk

DEEPEST = 3
"""Calls that are followed until somebody goes backward."""

NO_MODEL = frozenset(("step", "zero_grad", "update", "scale", "unscale_", "set_epoch"))
"""What has one of these methods is an optimizer or the like."""
MODEL_ONLY = frozenset(("parameters", "named_parameters", "train", "eval"))


def path_of(expr: ir.Expr) -> str:
    """Return the dotted path of a name or attribute (``self.model``), else the empty string."""
    match expr:
        case ir.Name(id=name):
            return name
        case ir.Attr(base=base, name=name) if inner := path_of(base):
            return f"{inner}.{name}"
        case _:
            return ""


def covers(outer: str, inner: str) -> bool:
    """Tell whether binding the path ``outer`` makes ``inner`` mean something else."""
    return f"{inner}.".startswith(f"{outer}.")


def parts(op: ir.Op) -> Iterator[ir.Expr]:
    """Yield every expression in an operation."""
    for expr in operands(op):
        yield from walk(expr)


def calls(op: ir.Op) -> Iterator[ir.Call]:
    """Yield the calls in an operation."""
    return (part for part in parts(op) if isinstance(part, ir.Call))


def method(call: ir.Call) -> str:
    """Return the last part of what is called: ``step`` of ``self.optimizer.step()``."""
    return last(path_of(call.func)) or (call.func.name if isinstance(call.func, ir.Attr) else "")


def given(call: ir.Call) -> Iterator[str]:
    """Yield the paths that are arguments of a call."""
    return (path for arg in call.args if (path := path_of(arg.value)))


def bound(op: ir.Op) -> Iterator[str]:
    """Yield the paths that an operation binds."""
    match op:
        case ir.Bind(names=names):
            yield from names
        case ir.Define(code=code):
            yield code.name
    for each in targets(op):
        items = walk(each) if isinstance(each, ir.Sequence) else [each]
        yield from (path for item in items if (path := path_of(item)))


def _stops_gradients(context: ir.Expr) -> bool:
    """Tell whether nothing in a context has gradients, whatever a flag says."""
    match context:
        case ir.Call(func=func, args=(ir.Arg(value=ir.Const(value=False)),)):
            return last(path_of(func)) == "set_grad_enabled"
        case ir.Call(func=func):
            return last(path_of(func)) in ("no_grad", "inference_mode")
        case _:
            return last(path_of(context)) == "no_grad"


class Training:
    """What one scope does to train models."""

    def __init__(self, program: Program, code: ir.Code) -> None:
        self._program = program
        self.code = code
        self._ops = [node.op for node in code.nodes]
        self._trains: dict[int, bool] = {}
        self._learning: list[ir.Op] | None = None

    def of(self, op: ir.Op, model: str) -> ir.Call | None:
        """Return the call in ``op`` that certainly trains the model with this path."""
        return next((call for call in calls(op) if self._is_training(call, model)), None)

    def is_model(self, path: str, by_name: bool = True, by_call: bool = True) -> bool:
        """Tell whether what is called ``path`` here is a model: by what is done with it, or by its name."""
        uses = self._program.names(self.code.at).uses.get(path, set())
        if uses & NO_MODEL:
            return False
        named = by_name and MODEL_NAME.search(last(path)) is not None
        called = by_call and any(path_of(call.func) == path for op in self._ops for call in calls(op))
        return named or called or bool(uses & MODEL_ONLY)

    def goes_backward(self, op: ir.Op) -> ir.Call | None:
        """Return the call in ``op`` that goes backward, itself or in code of the project."""
        return next((c for c in calls(op) if method(c) == "backward" or self._callee(c) is not None), None)

    def _is_training(self, call: ir.Call, model: str) -> bool:
        if method(call) == "backward":
            return "step" in self.code.words and self._takes_part(model)
        callee = self._callee(call)
        return callee is not None and self._is_handed(call, callee, model)

    def _takes_part(self, model: str) -> bool:
        """Tell whether the scope calls a model with gradients, hands it on, or optimizes its parameters."""
        for call in (call for op in self._with_gradients for call in calls(op)):
            if path_of(call.func) in (model, f"{model}.forward", f"{model}.parameters"):
                return True
            if model in given(call) and method(call) not in ("save", "DataParallel", "deepcopy"):
                return True
        return False

    @property
    def _with_gradients(self) -> list[ir.Op]:
        """The operations outside of every ``with torch.no_grad()``."""
        if self._learning is None:
            off: set[int] = set()
            for index, op in enumerate(self._ops):
                if isinstance(op, ir.Enter) and _stops_gradients(op.context):
                    off |= self._inside(index, op.at)
            self._learning = [op for index, op in enumerate(self._ops) if index not in off]
        return self._learning

    def _inside(self, entered: int, at: int) -> set[int]:
        seen, pending = {entered}, [entered]
        while pending:
            for successor in self.code.nodes[pending.pop()].succ:
                op = self._ops[successor]
                if successor not in seen and not (isinstance(op, ir.Leave) and op.at == at):
                    seen.add(successor)
                    pending.append(successor)
        return seen

    def _is_handed(self, call: ir.Call, callee: ir.Code, model: str) -> bool:
        root, _, rest = model.partition(".")
        if model in given(call) or root in given(call):
            return True
        if root == "self" and path_of(call.func).startswith("self."):
            return rest.partition(".")[0] in callee.words
        return self.code.kind == "module" and root in callee.words - callee.assigned

    def _callee(self, call: ir.Call) -> ir.Code | None:
        """Return the code of the project that a call runs, if that trains something."""
        path = path_of(call.func)
        if not path or path.partition(".")[0] in self._local:
            return None
        found = self._program.resolve(call.func, self.code.at)
        if not isinstance(found, int) or found in self._program.classes:
            return None
        return self._program.codes[found] if self._code_trains(found, DEEPEST) else None

    @property
    def _local(self) -> frozenset[str]:
        inner = {op.code.name for op in self._ops if isinstance(op, ir.Define)}
        return self.code.assigned - inner - {"self"} if self.code.kind != "module" else frozenset()

    def _code_trains(self, at: int, depth: int) -> bool:
        if at in self._trains or depth == 0:
            return self._trains.get(at, False)
        self._trains[at] = False
        code = self._program.codes[at]
        inner = [call for node in code.nodes for call in calls(node.op)]
        found = any(method(call) == "backward" for call in inner)
        for call in inner if not found else ():
            target = self._program.resolve(call.func, code.at)
            found |= (
                isinstance(target, int)
                and target in self._program.codes
                and (self._program.codes[target].kind == "function" and self._code_trains(target, depth - 1))
            )
        self._trains[at] = found
        return found
