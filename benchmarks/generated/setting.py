"""What a loop works on: model, data, optimizers, scaler and schedule."""

from __future__ import annotations

from generated.pieces import Lines, block, optimizers, parts
from generated.plan import Plan

WIDTH, INPUTS, CLASSES = 12, 6, 3


def imports(plan: Plan) -> Lines:
    """Return the head of the file, with its constants."""
    lines = [
        "import torch",
        "import torch.nn.functional as F",
        "from torch import nn",
        "from torch.utils.data import DataLoader, TensorDataset",
        "",
        "torch.manual_seed(0)",
        "EPOCHS = 3",
    ]
    if plan.accumulates:
        lines.append(f"ACCUM = {3 if plan.accumulate in ('tail', 'flush') else 2}")
    if plan.precision in ("flagged", "optional"):
        lines.append("USE_AMP = True")
    if plan.clip == "guarded":
        lines.append("MAX_NORM = 1.0")
    if plan.exits in ("break", "return"):
        lines.append("MOST = 12")
    lines.append("history = []")
    lines += ["norms = []"] if plan.clip == "logged" else []
    lines += ["scores = []"] if plan.evaluate != "none" else []
    return lines


def classes(plan: Plan) -> Lines:
    """Return the definition of the model, if it has one of its own."""
    if plan.model == "sequential":
        return []
    if plan.model == "factory":
        return block("def build():", [f"return {_sequential(plan)}"])
    nested = plan.model == "nested"
    lines: Lines = []
    if nested:
        body = ["super().__init__()", f"self.linear = nn.Linear({INPUTS}, {WIDTH})", *_norm(plan)]
        forward = ["x = self.linear(x)", *_normed(plan), "return x"]
        lines = [*_module("Block", body, forward), "", ""]
    parted = plan.optimizers in ("two", "three", "listed")
    linear = f"nn.Linear({INPUTS}, {WIDTH})"
    whole = f"nn.Sequential({', '.join([linear, *_layer(plan)])})" if parted else linear
    body = ["super().__init__()", f"self.body = {'Block()' if nested else whole}"]
    body += [] if nested or parted else _norm(plan)
    body += ["self.drop = nn.Dropout(0.1)"] if plan.dropout == "module" else []
    body.append(f"self.head = nn.Linear({WIDTH}, {WIDTH if plan.optimizers == 'three' else CLASSES})")
    body += [f"self.last = nn.Linear({WIDTH}, {CLASSES})"] if plan.optimizers == "three" else []
    return lines + _module("Net", body, _forward(plan, nested or parted))


def _norm(plan: Plan) -> Lines:
    return [f"self.norm = {layer}" for layer in _layer(plan)]


def _layer(plan: Plan) -> Lines:
    return {"none": [], "batch": [f"nn.BatchNorm1d({WIDTH})"], "layer": [f"nn.LayerNorm({WIDTH})"]}[plan.norm]


def _normed(plan: Plan) -> Lines:
    return [] if plan.norm == "none" else ["x = self.norm(x)"]


def _forward(plan: Plan, whole: bool) -> Lines:
    lines = ["x = self.body(x)"]
    lines += [] if whole else _normed(plan)
    lines.append("x = F.relu(x)")
    lines += {
        "none": [],
        "module": ["x = self.drop(x)"],
        "functional": ["x = F.dropout(x, 0.1, self.training)"],
    }[plan.dropout]
    lines.append("x = self.head(x)")
    lines += ["x = self.last(F.relu(x))"] if plan.optimizers == "three" else []
    return [*lines, f"return {_out(plan)}"]


def _out(plan: Plan) -> str:
    if plan.mistake == "softmax in the model":
        return "torch.softmax(x, dim=1)"
    if plan.mistake == "sigmoid in the model":
        return "torch.sigmoid(x)"
    return "F.log_softmax(x, dim=1)" if plan.loss == "nll" and plan.mistake != "no log softmax" else "x"


def _module(name: str, body: Lines, forward: Lines) -> Lines:
    methods = [*block("def __init__(self):", body), "", *block("def forward(self, x):", forward)]
    return block(f"class {name}(nn.Module):", methods)


def _sequential(plan: Plan) -> str:
    layers = [f"nn.Linear({INPUTS}, {WIDTH})", *_layer(plan)]
    layers += ["nn.ReLU()", *(["nn.Dropout(0.1)"] if plan.dropout != "none" else [])]
    layers.append(f"nn.Linear({WIDTH}, {CLASSES})")
    layers += ["nn.Softmax(dim=1)"] if plan.mistake == "softmax in the model" else []
    layers += ["nn.Sigmoid()"] if plan.mistake == "sigmoid in the model" else []
    return f"nn.Sequential({', '.join(layers)})"


def data(plan: Plan) -> Lines:
    """Return a function that makes a loader: labels follow from the inputs, so that they can be learned."""
    target = {"mse": "x @ w", "bce": "(x @ w > 0).float()"}.get(plan.loss, "(x @ w).argmax(1)")
    body = [
        f"x = torch.randn(64, {INPUTS})",
        f"w = torch.linspace(-1, 1, {INPUTS * CLASSES}).view({CLASSES}, {INPUTS}).t()",
        f"y = {target}",
        "return DataLoader(TensorDataset(x, y), batch_size=8, shuffle=shuffle)",
    ]
    return block("def load(shuffle):", body)


def built(plan: Plan) -> Lines:
    """Return the statements that build everything."""
    model = {"sequential": _sequential(plan), "factory": "build()"}.get(plan.model, "Net()")
    lines = [f"model = {model}"]
    lines += [f"critic = nn.Linear({INPUTS}, {CLASSES})"] if plan.optimizers == "duo" else []
    lines.append("loader = load(True)")
    lines += ["val_loader = load(False)"] if plan.evaluate != "none" else []
    lines += ["criterion = nn.CrossEntropyLoss()"] if plan.loss == "module" else []
    lines += _optimizers(plan)
    lines += {
        "scaled": ['scaler = torch.amp.GradScaler("cpu", init_scale=1024.0)'],
        "flagged": ['scaler = torch.amp.GradScaler("cpu", init_scale=1024.0, enabled=USE_AMP)'],
        "optional": ['scaler = torch.amp.GradScaler("cpu", init_scale=1024.0) if USE_AMP else None'],
        "absent": ["scaler = None"],
    }.get(plan.precision, [])
    return lines + _schedule(plan)


def _optimizers(plan: Plan) -> Lines:
    if plan.optimizers == "listed":
        body, head = (_optimizer(plan, f"model.{part}.parameters()") for part in ("body", "head"))
        return [f"optimizers = [{body}, {head}]"]
    lines: Lines = []
    for name, part in zip(optimizers(plan), parts(plan), strict=True):
        given = f"{part}.parameters()"
        if plan.groups == "listed":
            given = f'[{{"params": {given}}}]'
        elif plan.groups == "split":
            lines.append(f"decayed = [p for p in {given} if p.ndim > 1]")
            lines.append(f"kept = [p for p in {given} if p.ndim <= 1]")
            given = '[{"params": decayed, "weight_decay": 0.01}, {"params": kept, "weight_decay": 0.0}]'
        lines.append(f"{name} = {_optimizer(plan, given)}")
    return lines


def _optimizer(plan: Plan, given: str) -> str:
    decay = "0.01" if plan.mistake == "decayed norms" else "0.0"
    always = plan.method == "AdamW" or plan.mistake == "decayed norms"
    decaying = f", weight_decay={decay}" if always else ""
    name, options = {
        "SGD": ("SGD", "lr=0.1"),
        "momentum": ("SGD", "lr=0.05, momentum=0.9"),
        "Adam": ("Adam", "lr=0.01"),
        "AdamW": ("AdamW", "lr=0.01"),
    }[plan.method]
    return f"torch.optim.{name}({given}, {options}{decaying})"


def _schedule(plan: Plan) -> Lines:
    owner = "optimizers[0]" if plan.optimizers == "listed" else "optimizer"
    length = "EPOCHS * len(loader)" + (" // ACCUM" if plan.accumulates else "")
    made = {
        "epoch": f"StepLR({owner}, 1, gamma=0.9)",
        "step": f"CosineAnnealingLR({owner}, T_max={length})",
        "plateau": f"ReduceLROnPlateau({owner})",
    }
    known = plan.schedule in made
    return [f"scheduler = torch.optim.lr_scheduler.{made[plan.schedule]}"] if known else []
