"""Where fixers must look twice: what they write, or why they decline."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from lintrain.analysis import analyse
from lintrain.findings import FileReport
from lintrain.fixing import Wanted, repair
from lintrain.rule import find_rule, static_rules

IMPORTS = "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n\n\n"
NET = """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 3)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        {}
"""
TRAINING = """
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in loader:
    optimizer.zero_grad()
    F.cross_entropy(model(x), y).backward()
    optimizer.step()
"""


def check(data: bytes) -> FileReport:
    return analyse("edge.py", data, [rule for rule in static_rules() if rule.default])


def mended(code: str, rule: str) -> tuple[str, list[str]]:
    """Return what fixing one rule makes of a program, and why it left what it left."""
    found, data = find_rule(rule), code.encode()
    assert found is not None
    before = check(data)
    assert rule in [finding.name for finding in before.findings]
    wanted = Wanted(frozenset((found.code,)), unsafe=True, suppressions=False)
    report, change = repair(before, data, wanted, check)
    left = [f.fix_withheld for f in report.findings if f.code == found.code]
    return (change.after.decode() if change else code), left


def loop(body: str, head: str = "") -> str:
    """Return a training function with ``body`` in its loop."""
    head = head or ("count = 0\n" if "count" in body else "")
    start = "def train(model, loader, criterion, n, options):\n"
    head = "optimizer = torch.optim.SGD(model.parameters(), lr=0.1)\nscaler = torch.amp.GradScaler()\n" + head
    inner = "for i, (x, y) in enumerate(loader):\n" + indent(dedent(body).strip("\n"), "    ") + "\n"
    return IMPORTS + start + indent(head + inner, "    ")


WRITTEN = {
    "one unscale for two clips": (
        "clip-without-unscale",
        """
        optimizer.zero_grad()
        scaler.scale(criterion(model(x), y)).backward()
        +scaler.unscale_(optimizer)
        nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
        # the decoder too
        nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        """,
    ),
    "one unscale for two options": (
        "clip-without-unscale",
        """
        optimizer.zero_grad()
        scaler.scale(criterion(model(x), y)).backward()
        +scaler.unscale_(optimizer)
        if options.one:
            nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
        if options.two:
            nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        """,
    ),
    "not between a suppression and its line": (
        "clip-without-unscale",
        """
        optimizer.zero_grad()
        scaler.scale(criterion(model(x), y)).backward()
        +scaler.unscale_(optimizer)
        # lintrain: ignore[clip-by-value] small networks
        nn.utils.clip_grad_value_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        """,
    ),
    "two clips move in their order": (
        "clip-after-step",
        """
        optimizer.zero_grad()
        scaler.scale(criterion(model(x), y)).backward()
        +scaler.unscale_(optimizer)
        +nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
        +nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        -nn.utils.clip_grad_norm_(model.encoder.parameters(), 1.0)
        -nn.utils.clip_grad_norm_(model.decoder.parameters(), 1.0)
        """,
    ),
    "scaled in an inner loop": (
        "clip-after-step",
        """
        optimizer.zero_grad()
        for part in x:
            scaler.scale(criterion(model(part), y) / n).backward()
        +scaler.unscale_(optimizer)
        +nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        scaler.step(optimizer)
        scaler.update()
        -nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        """,
    ),
    "a guard before backward does not make the step conditional": (
        "missing-zero-grad",
        """
        +optimizer.zero_grad()
        # forward
        loss = criterion(model(x), y)
        if torch.isnan(loss):
            continue
        loss.backward()
        optimizer.step()
        """,
    ),
    "another player's backward comes after the step": (
        "missing-zero-grad",
        """
        +optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        options.other.zero_grad()
        (-criterion(model(options(x)), y)).backward()
        options.other.step()
        """,
    ),
    "a sum is divided as a whole": (
        "unscaled-accumulation-loss",
        """
        loss = F.cross_entropy(model(x), y)
        -(loss + F.mse_loss(model(x), y)).backward(retain_graph=True)
        +((loss + F.mse_loss(model(x), y)) / (options['all'] // options["one"])).backward(retain_graph=True)
        if (i + 1) % (options['all'] // options["one"]) == 0:
            optimizer.step()
            optimizer.zero_grad()
        """,
    ),
    "a sum in the scaler too": (
        "unscaled-accumulation-loss",
        """
        loss = F.cross_entropy(model(x), y)
        -scaler.scale(loss + F.mse_loss(model(x), y)).backward()
        +scaler.scale((loss + F.mse_loss(model(x), y)) / n).backward()
        if (i + 1) % n == 0:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()
        """,
    ),
    "an operand keeps its parentheses": (
        "softmax-before-cross-entropy",
        """
        optimizer.zero_grad()
        scores = model(x)
        p = F.softmax(scores / n, dim=1)
        -loss = F.cross_entropy(p.view(-1, 3), y)
        +loss = F.cross_entropy((scores / n).view(-1, 3), y)
        loss.backward()
        optimizer.step()
        """,
    ),
}


def sides(marked: str) -> tuple[str, str]:
    """Split a program whose changed lines are marked with ``-`` and ``+``."""
    lines = dedent(marked).strip("\n").splitlines()
    before = "\n".join(line.removeprefix("-") for line in lines if not line.startswith("+"))
    after = "\n".join(line.removeprefix("+") for line in lines if not line.startswith("-"))
    return before, after


@pytest.mark.parametrize(("rule", "marked"), WRITTEN.values(), ids=WRITTEN)
def test_written(rule: str, marked: str) -> None:
    before, after = sides(marked)
    assert mended(loop(before), rule) == (loop(after), [])


DECLINED = {
    "the bound is computed after the step": (
        "clip-after-step",
        """
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
        bound = loss.item()
        nn.utils.clip_grad_norm_(model.parameters(), bound)
        """,
        "what stands between step and clip belongs to one of them",
    ),
    "the clip is returned": (
        "clip-after-step",
        """
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
        return nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        """,
        "clip and step are not statements of their own",
    ),
    "the line is shared": (
        "clip-after-step",
        """
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step(); print(i)
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        """,
        "several statements share the line",
    ),
    "gradients are logged after the step": (
        "missing-zero-grad",
        """
        (criterion(model(x), y) / 4).backward()
        if i % 4 == 0:
            optimizer.step()
            print(model.weight.grad.norm())
        """,
        "gradients are read after the step",
    ),
    "another player's backward comes after a conditional step": (
        "missing-zero-grad",
        """
        if i % 2:
            criterion(model(x), y).backward()
            optimizer.step()
        (-criterion(model(options(x)), y)).backward()
        """,
        "another backward adds to these gradients after the step",
    ),
    "the counter moves by what it is told": (
        "unscaled-accumulation-loss",
        """
        F.cross_entropy(model(x), y).backward()
        count += 1
        if i == 3:
            count = 5
        if count == n:
            optimizer.step()
            optimizer.zero_grad()
            count = 0
        """,
        "nothing names the number of micro-batches",
    ),
    "the counter moves behind its guard": (
        "unscaled-accumulation-loss",
        """
        F.cross_entropy(model(x), y).backward()
        if count == n:
            optimizer.step()
            optimizer.zero_grad()
            count = 0
        count += 1
        """,
        "nothing names the number of micro-batches",
    ),
    "the scores change in place": (
        "softmax-before-cross-entropy",
        """
        optimizer.zero_grad()
        scores = model(x)
        p = F.softmax(scores, dim=1)
        scores.mul_(2)
        F.cross_entropy(p, y).backward()
        optimizer.step()
        """,
        "a value is changed between softmax and loss",
    ),
    "the axis could be the tensor": (
        "softmax-before-cross-entropy",
        """
        optimizer.zero_grad()
        F.cross_entropy(model(x).softmax(n), y).backward()
        optimizer.step()
        """,
        "what the activation is applied to is uncertain",
    ),
}


@pytest.mark.parametrize(("rule", "body", "reason"), DECLINED.values(), ids=DECLINED)
def test_declined(rule: str, body: str, reason: str) -> None:
    assert mended(loop(body), rule) == (loop(body), [reason])


RETURNED = {
    "multi-line": (
        "return F.softmax(\n            self.fc(x)\n            + x,\n            dim=1,\n        )",
        "return (self.fc(x)\n            + x)",
    ),
    "rebound": (
        "x = self.fc(x)\n        x = F.softmax(x, dim=1)\n        return x",
        "x = self.fc(x)\n        return x",
    ),
    "method": ("return self.fc(x).softmax(-1)", "return self.fc(x)"),
}


@pytest.mark.parametrize(("before", "after"), RETURNED.values(), ids=RETURNED)
def test_the_activation_leaves_the_model(before: str, after: str) -> None:
    code, wanted = (f"{IMPORTS}{NET.format(body)}\n\nmodel = Net()\n{TRAINING}" for body in (before, after))
    assert mended(code, "softmax-before-cross-entropy") == (wanted, [])


def test_the_last_layer_leaves_with_its_line() -> None:
    layers = "    nn.Linear(3, 3),  # scores\n    nn.Softmax(dim=1)  # shares\n"
    code = f"{IMPORTS}model = nn.Sequential(\n{layers})\n{TRAINING}"
    wanted = code.replace("    nn.Softmax(dim=1)  # shares\n", "")
    assert mended(code, "softmax-before-cross-entropy") == (wanted, [])


@pytest.mark.parametrize(
    "line",
    [
        "optimizer.param_groups[0]['lr'] = 0.1",
        "load_checkpoint('a.pt', model, optimizer)",
        "run.load_state('a')",
    ],
)
def test_splitting_groups_is_unsafe_where_the_number_of_groups_matters(line: str) -> None:
    optimizer = "optimizer = torch.optim.AdamW(list(model.parameters()), lr=1e-3)\n"
    code = f"{IMPORTS}model = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))\n{optimizer}"
    for text, expected in ((code, "safe"), (f"{code}{line}\n", "unsafe")):
        (finding,) = check(text.encode()).findings
        assert finding.fix is not None
        assert finding.fix.applicability.value == expected


EVALUATION = """
def validate(model, val_loader):
    total = 0
    with torch.no_grad():
        for x, y in val_loader:
            total += F.mse_loss(model(x), y)
{}

def train(loader, val_loader):
    model = Net()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for epoch in range(3):
        {}
        for i, (x, y) in enumerate(loader):
            optimizer.zero_grad()
            F.mse_loss(model(x), y).backward()
            optimizer.step()
            {}
        {}
"""
RETURNS_INSIDE, RETURNS_BELOW = "        return total\n", "    return total\n"


def evaluation(end: str, head: str, step: str, tail: str) -> str:
    return IMPORTS + NET.format("return self.fc(self.drop(x))") + EVALUATION.format(end, head, step, tail)


@pytest.mark.parametrize(
    ("head", "step", "tail", "back"),
    [
        ("model.train()", "pass", "validate(model, val_loader)", False),
        ("pass", "pass", "validate(model, val_loader)", True),
        ("model.train()", "validate(model, val_loader)", "pass", True),
        ("validate(model, val_loader)", "pass", "pass", True),
    ],
    ids=["each epoch goes back", "nobody goes back", "within the epoch", "before the epoch"],
)
def test_the_way_back_to_training(head: str, step: str, tail: str, back: bool) -> None:
    code, left = mended(evaluation(RETURNS_BELOW, head, step, tail), "missing-eval")
    assert not left
    assert "    model.eval()\n    with torch.no_grad():\n" in code
    assert ("    model.train()\n    return total\n" in code) is back


def test_no_way_back_from_the_inside() -> None:
    code = evaluation(RETURNS_INSIDE, "pass", "pass", "validate(model, val_loader)")
    reason = "the evaluation is left from its inside, where train() after it is not reached"
    assert mended(code, "missing-eval") == (code, [reason])
