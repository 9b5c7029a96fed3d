"""Data, models and settings that fit whatever the programs in ``tests/cases`` expect of theirs.

A case is a function or a class that takes its model, its loader and its settings from somebody. What it is
given goes by the names of its parameters, and gives way: a layer gets inputs of the size that it was built
for, a loss gets targets for the scores that it is given, a batch has as many parts as it is unpacked into.
"""

from __future__ import annotations

import ast
import dis
import inspect
import re
import runpy
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import patch

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.modules.module import register_module_forward_pre_hook
from torch.utils.data import DataLoader, Dataset, TensorDataset

BARS = ModuleType("tqdm")
vars(BARS).update(tqdm=lambda rows, *args, **kwargs: rows, trange=range, __spec__=ModuleSpec("tqdm", None))
KNOWN = {"torch", "tqdm", *sys.stdlib_module_names}
"""What a case may import to be run: nothing that another environment may lack."""


torch.set_num_threads(1)  # several threads for so little wait for each other

AMP = r"GradScaler|autocast|torch\.cuda\.amp"
Entry = ast.FunctionDef | ast.ClassDef

# The program


def portable(source: str, scaled: bool = True) -> str:
    """Return a program for the CPU, with all rows where they were.

    Without ``scaled``, mixed precision stays what it is without a GPU: switched off.
    """
    lines = source.splitlines(keepends=True)
    return "".join(line if not scaled and re.search(AMP, line) else _moved(line) for line in lines)


def _moved(line: str) -> str:
    line = re.sub(r"\.cuda\([^()]*\)", ".cpu()", line)
    return re.sub(r"([\"'])cuda(?::0)?\1", r"\1cpu\1", line).replace("torch.cuda.amp", "torch.amp")


def needs(source: str) -> set[str]:
    """Return the libraries that a program imports besides torch and those of Python."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found - KNOWN


def run(path: Path) -> None:
    """Run a case: its module, and then what stands in it for somebody else to call."""
    torch.manual_seed(0)
    source = path.read_text(encoding="utf-8")
    with elastic(), one_rank("distributed" in source.lower()), bars("tqdm" in source):
        module = SimpleNamespace(**runpy.run_path(str(path), run_name="case"))
        tree, given = ast.parse(source), Given()
        for node in _entries(tree):
            _drive(getattr(module, node.name), node, given)


def _entries(tree: ast.Module) -> Iterator[Entry]:
    """Yield the functions and classes of a module that nothing else in it mentions."""
    lines = [
        node for node in tree.body if not isinstance(node, ast.If) or "__name__" not in ast.dump(node.test)
    ]
    mentioned = {part.id for node in lines for part in ast.walk(node) if isinstance(part, ast.Name)}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name not in mentioned:
            yield node


def _drive(entry: Any, node: Entry, given: Given) -> None:
    if not isinstance(entry, type):
        _called(entry, given)
    elif issubclass(entry, nn.Module):
        _trained(_called(entry, given))
    else:
        made = _called(entry, given)
        for name in _methods(node):
            _called(getattr(made, name), given)


def _methods(node: Entry) -> list[str]:
    """Return the methods of a class that none of its methods mentions."""
    parts = [part for part in ast.walk(node) if isinstance(part, ast.Attribute)]
    mentioned = {part.attr for part in parts if isinstance(part.value, ast.Name) and part.value.id == "self"}
    own = [each for each in node.body if isinstance(each, ast.FunctionDef) and not each.decorator_list]
    return [each.name for each in own if each.name not in mentioned and not each.name.startswith("__")]


def _called(function: Callable[..., Any], given: Given) -> Any:
    wanted = inspect.signature(function).parameters.values()
    required = [p for p in wanted if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    built = isinstance(function, type) and issubclass(function, nn.Module)
    return function(**{p.name: _size(p.name) if built else given[p.name] for p in required})


def _size(name: str) -> float:
    """Return what a layer is built with."""
    return (
        0.1
        if re.search(r"drop|rate|slope", name)
        else 2
        if re.search(r"depth|layers|blocks|heads", name)
        else 8
    )


def _trained(model: nn.Module) -> None:
    """Train and evaluate a model that nobody trains in its file."""
    stem = nn.Linear(8, 8)
    optimizer = torch.optim.SGD([*stem.parameters(), *model.parameters()], lr=0.05)
    takes_labels = len(inspect.signature(model.forward).parameters) > 1
    model.train()
    for x, y in Batches():
        optimizer.zero_grad()
        out = model(stem(x), y) if takes_labels else model(stem(x))
        loss = out if out.dim() == 0 else F.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
    model.eval()
    with torch.no_grad():
        for x, y in Batches():
            _ = model(stem(x), y) if takes_labels else model(stem(x))


# What is given


class Model(nn.Module):
    """Takes anything, and gives scores of four classes."""

    def __init__(self, seed: int = 0) -> None:
        super().__init__()
        torch.manual_seed(seed)
        self.encoder = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Dropout(0.1))
        self.decoder = nn.Linear(16, 4)
        self.extra = nn.Parameter(torch.zeros(1))

    def forward(self, *args: Any, **kwargs: Any) -> Tensor:
        """Return scores; with labels, they have a loss as well."""
        (x, *_) = _tensors((*args, *kwargs.values()))
        scores: Any = self.decoder(self.encoder(_fit(x.float(), 8)))
        scores.logits = scores
        if "labels" in kwargs:
            scores.loss = F.cross_entropy(scores, kwargs["labels"])
        return scores


def _tensors(values: Any) -> list[Tensor]:
    if isinstance(values, Tensor):
        return [values]
    if isinstance(values, Batch):
        return [values.x]
    return [t for value in values for t in _tensors(value)] if isinstance(values, tuple | list) else []


class Batch:
    """Inputs and labels, unpacked into as many parts as somebody wants, or asked for by name."""

    def __init__(self, x: Tensor, y: Tensor) -> None:
        self.x, self.y = x, y

    def __iter__(self) -> Iterator[Any]:
        frame = sys._getframe(1)
        code = {each.offset: each for each in dis.get_instructions(frame.f_code)}
        at = code.get(frame.f_lasti)
        if at is not None and at.opname == "GET_ITER":
            return iter(list(Batches()))
        parts = at.arg if at is not None and at.opname == "UNPACK_SEQUENCE" and at.arg else 2
        return iter([self.x] * (parts - 1) + [self.y])

    def __getitem__(self, key: Any) -> Tensor:
        if isinstance(key, int):
            return (self.x, self.y)[key]
        return self.y if re.search(r"label|target|^y|mask|class|answer", str(key)) else self.x

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def keys(self) -> list[str]:
        """Return the names by which a model is given the batch."""
        return ["inputs", "labels"]

    def to(self, *args: Any, **kwargs: Any) -> Batch:
        """Stay where it is."""
        return self


class Rows(Dataset[int]):
    """So many numbers of rows."""

    def __len__(self) -> int:
        return 64

    def __getitem__(self, index: int) -> int:
        if index >= len(self):
            raise IndexError(index)
        return index


class Batches(DataLoader[Any]):
    """Batches of eight rows; the same ones each time."""

    def __init__(self) -> None:
        x, y = self.rows = (
            torch.randn(64, 8, generator=torch.Generator().manual_seed(1)),
            torch.arange(64) % 4,
        )
        super().__init__(Rows(), batch_size=8, shuffle=True, collate_fn=lambda rows: Batch(x[rows], y[rows]))

    def set_epoch(self, epoch: int) -> None:
        """Do nothing: the order is drawn anew anyway."""


class Log(list[Any]):
    """Takes whatever is said to it."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: None

    def __len__(self) -> int:
        return 64

    def __getitem__(self, key: Any) -> Any:
        return torch.ones(8), torch.tensor(1)

    def __setitem__(self, key: Any, value: Any) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> None:
        pass


SIZES = r"dim|width|hidden|size|features|channels|vocab|classes|inputs|outputs|actions|observations|heads"

MODELS = (
    r"(^|_)(model|net|network|module|encoder|decoder|generator|discriminator|actor|critic|student|teacher"
    r"|backbone|head|speech|text|one|two|body|policy|classifier|agent|speaker|listener|online|core|g|d|f)$"
)

NAMES: tuple[tuple[str, Callable[[Given], Any]], ...] = (
    (r"optim|^opt|^o$|optimizer$", lambda given: given.optimizer()),
    (r"scaler$|^s$", lambda given: torch.amp.GradScaler("cpu", init_scale=1024.0)),
    (r"sched", lambda given: torch.optim.lr_scheduler.StepLR(given.optimizer(), 100)),
    (r"loader|batches|^data$|^train(ing)?$|^val|^test|stream", lambda given: Batches()),
    (r"criterion|loss_f|objective|loss_function|^ce$", lambda given: nn.CrossEntropyLoss()),
    (r"^loss$", lambda given: F.cross_entropy(given["model"](torch.randn(8, 8)), torch.arange(8) % 4)),
    (r"^get_|^fetch|^next_|^sample_", lambda given: lambda *args, **kwargs: next(iter(Batches()))),
    (r"dataset|_set$|samples|corpus", lambda given: TensorDataset(*Batches().rows)),
    (r"depth|layers|blocks", lambda given: 2),
    (r"batch$|^sample", lambda given: next(iter(Batches()))),
    (r"lr$|rate$|alpha|step_size", lambda given: 0.05),
    (r"momentum|betas?$", lambda given: 0.9),
    (r"decay|^wd$", lambda given: 0.01),
    (r"norm|clip|limit|threshold|bound", lambda given: 0.05),
    (r"drop", lambda given: 0.1),
    (r"device", lambda given: "cpu"),
    (r"epochs?$|rounds", lambda given: 3),
    (r"accum|window|^n$|every|micro|fragments|parts", lambda given: 2),
    (MODELS, lambda given: given.model()),
    (r"^x$|inputs?$|images?$|features$|tokens$|^state|^points|pixels", lambda given: torch.randn(8, 8)),
    (r"^y$|targets?$|labels?$", lambda given: torch.arange(8) % 4),
    (r"amp$|^use_", lambda given: True),
    (r"path|file|checkpoint", lambda given: "unused.pt"),
    (r"^config|^args|^cfg|^options|^hp|params$|settings|^opts?$", lambda given: given),
    (r"steps|iterations|total|updates|^max_", lambda given: 24),
    (r"algorithm|^kind|^name", lambda given: "SGD"),
    (r"writer|log|track|history|record|wandb|run$", lambda given: Log()),
    (SIZES, lambda given: 8),
)  # fmt: skip


class Given:
    """What a program is given by the names of parameters, keys and attributes; one thing for one name."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}
        self._models: list[nn.Module] = []

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            make = next(
                (make for pattern, make in NAMES if re.search(pattern, name.lower())), lambda _: Log()
            )
            self._made[name] = make(self)
        return self._made[name]

    def __getattr__(self, name: str) -> Any:
        """Return a setting: what is called after a size is one here, and no tensor."""
        if name.startswith("_"):
            raise AttributeError(name)
        return 8 if re.search(SIZES, name) else self[name]

    def model(self) -> nn.Module:
        """Return a new model, whose weights are its own."""
        self._models.append(Model(len(self._models)))
        return self._models[-1]

    def optimizer(self) -> torch.optim.Optimizer:
        """Return an optimizer over the models that were given, or the one that is."""
        known = [p for model in self._models or [self["model"]] for p in model.parameters()]
        return torch.optim.SGD(known, lr=0.05)


@contextmanager
def bars(wanted: bool) -> Iterator[None]:
    """Let loops do without their progress bar, whether or not it could be imported."""
    before = sys.modules.get("tqdm")
    if wanted:
        sys.modules["tqdm"] = BARS
    try:
        yield
    finally:
        if wanted:
            sys.modules.pop("tqdm")
        if before is not None:
            sys.modules["tqdm"] = before


# What gives way


@contextmanager
def one_rank(wanted: bool) -> Iterator[None]:
    """Let this process be the only one of a group."""
    if not wanted:
        yield
        return
    torch.distributed.init_process_group("gloo", store=torch.distributed.HashStore(), rank=0, world_size=1)
    try:
        with patch.object(torch.distributed, "init_process_group", lambda *args, **kwargs: None):
            yield
    finally:
        torch.distributed.destroy_process_group()


@contextmanager
def elastic() -> Iterator[None]:
    """Let layers and losses take what they get."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(sys, "argv", ["case"]))
        stack.callback(torch.autograd.set_detect_anomaly, False)
        stack.enter_context(patch.object(torch, "load", lambda *args, **kwargs: Batch(*Batches().rows)))
        state = _around(LOADING, nn.Module.load_state_dict, None)
        stack.enter_context(patch.object(nn.Module, "load_state_dict", state))
        loader = _around(ALONE, DataLoader.__init__, None)
        stack.enter_context(patch.object(DataLoader, "__init__", loader))
        stack.callback(register_module_forward_pre_hook(_before).remove)
        for name in ("cross_entropy", "nll_loss"):
            stack.enter_context(patch.object(F, name, _giving_way(getattr(F, name), _classes)))
        for name in ("mse_loss", "l1_loss", "smooth_l1_loss", "binary_cross_entropy",
                     "binary_cross_entropy_with_logits"):  # fmt: skip
            stack.enter_context(patch.object(F, name, _giving_way(getattr(F, name), _values)))
        yield


LOADING = """
def wrap(function, adapt):
    def load_state_dict(self, state, *args, **kwargs):
        fits = isinstance(state, dict) and self.state_dict().keys() == state.keys()
        return function(self, state if fits else self.state_dict(), *args, **kwargs)
    return load_state_dict
"""
ALONE = """
def wrap(function, adapt):
    def __init__(self, *args, **kwargs):
        for name in ("num_workers", "prefetch_factor", "persistent_workers", "multiprocessing_context"):
            kwargs.pop(name, None)
        return function(self, *args, **kwargs)
    return __init__
"""
LOSS = """
def wrap(function, adapt):
    def around(input, target, *args, **kwargs):
        return function(input, adapt(input, target), *args, **kwargs)
    return around
"""


def _around(text: str, function: Callable[..., Any], adapt: object) -> Callable[..., Any]:
    """Return what stands around a function of torch; it counts as one of torch's own lines."""
    space: dict[str, Any] = {}
    exec(compile(text, str(F.__file__), "exec"), space)
    made: Callable[..., Any] = space["wrap"](function, adapt)
    return made


def _giving_way(function: Callable[..., Tensor], adapt: Callable[[Any, Any], Any]) -> Callable[..., Tensor]:
    """Return a loss whose targets are adapted."""
    return _around(LOSS, function, adapt)


def _classes(scores: Any, target: Any) -> Any:
    """Return classes where scores are given for them."""
    if not isinstance(scores, Tensor) or not scores.is_floating_point() or scores.dim() == 0:
        return target
    if isinstance(target, Tensor) and target.is_floating_point() and target.shape == scores.shape:
        return target
    shape = (scores.shape[0], *scores.shape[2:]) if scores.dim() > 1 else ()
    count = scores.shape[1] if scores.dim() > 1 else scores.shape[0]
    if isinstance(target, Tensor) and target.shape == shape and not target.is_floating_point():
        return target % count
    return torch.arange(int(torch.Size(shape).numel())).reshape(shape) % count


def _values(scores: Any, target: Any) -> Any:
    """Return as many numbers between nothing and one as there are scores."""
    if not isinstance(scores, Tensor) or not scores.is_floating_point() or not isinstance(target, Tensor):
        return target
    if target.shape == scores.shape and target.is_floating_point():
        return target
    flat = _fit(target.float().detach().flatten(), max(scores.numel(), 1)).reshape(scores.shape)
    return flat.clamp(0, 1)


def _before(module: nn.Module, args: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Give a layer the sizes that it was built for."""
    if not args or not isinstance(args[0], Tensor):
        return None
    x, rest = args[0], args[1:]
    match module:
        case nn.Linear(in_features=size):
            return (_fit(_real(x), size), *rest)
        case nn.LayerNorm(normalized_shape=(size,)) | nn.BatchNorm1d(num_features=size) if x.dim() == 2:
            return (_fit(_real(x), size), *rest)
        case nn.TransformerEncoderLayer():
            return (_fit(_real(x), module.self_attn.embed_dim), *rest)
        case nn.Embedding(num_embeddings=size) | nn.EmbeddingBag(num_embeddings=size):
            return (x.detach().abs().long() % size, *rest)
        case nn.Conv1d(in_channels=channels):
            return (_shaped(_real(x), (channels, 16)), *rest)
        case nn.Conv2d(in_channels=channels):
            return (_shaped(_real(x), (channels, 16, 16)), *rest)
        case nn.LSTM(input_size=size) | nn.GRU(input_size=size) | nn.RNN(input_size=size):
            return (_fit(_real(x), size) if x.dim() > 2 else _fit(_real(x), size).unsqueeze(1), *rest)
        case _:
            return None


def _real(x: Tensor) -> Tensor:
    return x if x.is_floating_point() else x.float()


def _fit(x: Tensor, size: int) -> Tensor:
    """Repeat the last dimension, or cut it off, until it has a size."""
    if x.shape[-1] == size:
        return x
    return x.repeat(*[1] * (x.dim() - 1), -(-size // x.shape[-1]))[..., :size]


def _shaped(x: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Return rows in the shape that a convolution wants, if they are not like that."""
    if x.dim() == len(shape) + 1 and x.shape[1] == shape[0]:
        return x
    return _fit(x.flatten(1), int(torch.Size(shape).numel())).reshape(len(x), *shape)
