"""Generated training programs of any size, each with one planted mistake: a clip after the step.

Every program is a shape that could make an analysis of paths slow: long functions, many functions, many
conditions, deep nesting, chains and trees of calls. ``# planted`` marks the line that has to be found.
"""

from __future__ import annotations

import textwrap

PLANTED = "# planted"
HEADER = """\
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(16, 32)
        self.norm = nn.BatchNorm1d(32)
        self.head = nn.Linear(32, 4)

    def forward(self, x):
        return self.head(self.norm(self.body(x)))


def report(number, best, correct, log):
    if number % 10 == 0:
        log.info("%d: %f %d", number, best, correct)
    return correct


"""
SETUP = """\
model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
history = {}
"""
UPDATE = f"""\
optimizer.zero_grad()
loss = F.cross_entropy(model(x), y)
loss.backward()
optimizer.step()
torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  {PLANTED}
"""
STAGE = """\
optimizer.zero_grad()
features# = x.reshape(x.size(0), -1).float()
if cfg.augment and step % # == 0:
    features# = features# + torch.randn_like(features#) * cfg.noise#
with torch.autocast("cuda", enabled=cfg.amp):
    output = model(features#)
    loss = F.cross_entropy(output, y, label_smoothing=cfg.smoothing)
    if cfg.penalty# is not None:
        loss = loss + cfg.penalty# * output.pow(2).mean()
if not torch.isfinite(loss):
    log.warning("the loss of stage # is %s", loss.item())
loss.backward()
if cfg.max_norm is not None:
    torch.nn.utils.clip_grad_norm_(model.parameters(), cfg.max_norm)
optimizer.step()
best# = min(loss.item(), history.get("stage#", float("inf")))
history["stage#"] = best#
correct# = (output.argmax(1) == y).sum().item()
if step % cfg.log_every == 0:
    log.info("stage #: loss %.3f, accuracy %.3f", loss.item(), correct# / len(y))
report(#, best#, correct#, log)
"""
"""What stands in training loops; each ``#`` becomes the number of the stage."""

SCALED = """\
optimizer.zero_grad()
loss = F.cross_entropy(model(x), y)
if cfg.amp:
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
else:
    loss.backward()
clip#(model, cfg)
if cfg.amp:
    scaler.step(optimizer)
    scaler.update()
else:
    optimizer.step()
"""
HELPER = """\
def clip#(model, cfg):
    if cfg.max_norm#:
        torch.nn.utils.clip_grad_norm_(model.parameters(), cfg.max_norm#)


"""


def numbered(template: str, times: int, first: int = 1) -> str:
    """Return ``times`` copies of ``template``, numbered."""
    return "".join(template.replace("#", str(number)) for number in range(first, first + times))


def copies(template: str, lines: int) -> int:
    """Return how many copies of ``template`` have about ``lines`` lines."""
    return max(1, lines // template.count("\n"))


def loop(body: str) -> str:
    """Return a loop over batches."""
    return f"for step, (x, y) in enumerate(loader):\n{indented(body)}"


def indented(text: str, levels: int = 1) -> str:
    """Return ``text``, indented by so many levels."""
    return textwrap.indent(text, "    " * levels)


def function(body: str, name: str = "train") -> str:
    """Return a training function."""
    return f"def {name}(loader, cfg, log, scaler):\n{indented(SETUP + body)}\n\n"


# --- length -------------------------------------------------------------------------------------


def long_body(lines: int) -> str:
    """Return a function with one loop, whose body is long."""
    stages = numbered(STAGE, copies(STAGE, lines))
    return HEADER + function(loop(stages + UPDATE))


def long_function(lines: int) -> str:
    """Return a function of many loops."""
    stages = numbered(loop(STAGE), copies(loop(STAGE), lines))
    return HEADER + function(stages + loop(UPDATE))


def long_script(lines: int) -> str:
    """Return a module without a training function, of many loops."""
    stages = numbered(loop(STAGE), copies(loop(STAGE), lines))
    return HEADER + SETUP + stages + loop(UPDATE)


def scaled_body(lines: int) -> str:
    """Return a loop whose body updates under mixed precision again and again, through helpers."""
    times = copies(SCALED, lines)
    return HEADER + numbered(HELPER, times) + function(loop(numbered(SCALED, times) + UPDATE))


def many_functions(lines: int) -> str:
    """Return training functions with a helper each; the mistake is in the last."""
    template = HELPER + function(loop(SCALED), "train#")
    return HEADER + numbered(template, copies(template, lines)) + function(loop(UPDATE))


def accumulation(lines: int) -> str:
    """Return a long body that accumulates: each update stands under a guard."""
    stage = """\
loss = F.cross_entropy(model(x), y) / cfg.window#
loss.backward()
if (step + 1) % cfg.window# == 0:
    if cfg.max_norm# is not None:
        torch.nn.utils.clip_grad_norm_(model.parameters(), cfg.max_norm#)
    optimizer.step()
    optimizer.zero_grad()
"""
    return HEADER + function(loop("optimizer.zero_grad()\n" + numbered(stage, copies(stage, lines)) + UPDATE))


# --- conditions ---------------------------------------------------------------------------------


def chained_conditions(times: int) -> str:
    """Return independent conditions, half of them before the planted mistake."""
    return _around("if cfg.a#:\n    log.info(cfg.text#)\n", times)


def _around(template: str, times: int) -> str:
    before = numbered(template, times // 2)
    after = numbered(template, times - times // 2, times)
    return HEADER + function(loop(before + UPDATE + after))


def repeated_conditions(times: int) -> str:
    """Return conditions that are each asked again in the end, so that all their answers matter."""
    before = numbered("if cfg.a#:\n    log.info(cfg.text#)\n", times // 2)
    after = numbered("if not cfg.a#:\n    log.info(cfg.other#)\n", times - times // 2)
    return HEADER + function(loop(before + UPDATE + after))


def flags(times: int) -> str:
    """Return conditions that set flags, which are all asked in the end."""
    before = numbered("flag# = False\nif cfg.a#:\n    flag# = True\n", times // 2)
    after = numbered("if flag#:\n    log.info(cfg.text#)\n", times - times // 2)
    return HEADER + function(loop(before + UPDATE + after))


def guards(times: int) -> str:
    """Return early exits from a round, each with a condition of its own."""
    return _around("if cfg.a#:\n    continue\n", times)


def options(times: int) -> str:
    """Return conditions that choose how gradients are changed."""
    clips = numbered("if cfg.a#:\n    torch.nn.utils.clip_grad_value_(model.parameters(), cfg.v#)\n", times)
    return HEADER + function(loop(UPDATE.replace("optimizer.step()\n", f"{clips}optimizer.step()\n")))


def elif_chain(times: int) -> str:
    """Return one ``if`` with many ``elif``."""
    chain = "if cfg.kind == 0:\n    x = x + 0\n"
    return HEADER + function(loop(chain + numbered("elif cfg.kind == #:\n    x = x * #\n", times) + UPDATE))


def cases(times: int) -> str:
    """Return a ``match`` of many cases."""
    chain = indented(numbered("case {'kind': #, 'size': size} if size > #:\n    x = x * size\n", times))
    return HEADER + function(loop("match cfg:\n" + chain + UPDATE))


def operands(times: int) -> str:
    """Return one condition of many operands."""
    whole = " and ".join(f"cfg.a{number}" for number in range(times))
    return HEADER + function(loop(f"if {whole}:\n    log.info('all')\n" + UPDATE))


def mixed_operands(times: int) -> str:
    """Return conditions of mixed operators over the same names."""
    parts = [f"(cfg.a{n} or not cfg.a{(n * 7) % times})" for n in range(times)]
    asked = "\n    and ".join(parts)
    text = f"if (\n    {asked}\n):\n    log.info('so')\n"
    return HEADER + function(loop(text + UPDATE + text))


def choices(times: int) -> str:
    """Return conditional expressions."""
    return _around("rate# = cfg.low# if cfg.a# else cfg.high#\n", times)


def arguments(times: int) -> str:
    """Return one call of conditional arguments."""
    given = numbered("    cfg.low# if cfg.a# else cfg.high#,\n", times)
    return HEADER + function(loop(f"log.info(\n{given})\n" + UPDATE))


def nested_conditions(depth: int) -> str:
    """Return conditions inside conditions. Python itself allows 100 levels."""
    return HEADER + function(loop(_nested("if cfg.a#:", depth) + UPDATE))


# --- nesting ------------------------------------------------------------------------------------


def _nested(template: str, depth: int, inmost: str = "log.info('deep')\n", after: str = "") -> str:
    text = inmost
    for number in range(depth, 0, -1):
        header = template.replace("#", str(number))
        text = f"{header}\n{indented(text)}{after.replace('#', str(number))}"
    return text


def nested_loops(depth: int) -> str:
    """Return loops inside loops, the innermost of which trains. Python itself allows 20."""
    return HEADER + function(_nested("for a# in cfg.b#:", depth, loop(UPDATE)))


def nested_whiles(depth: int) -> str:
    """Return loops with conditions and counters inside each other."""
    after = "n# += 1\n"
    return HEADER + function(_nested("while n# < cfg.b#:", depth, loop(UPDATE), after))


def nested_tries(depth: int) -> str:
    """Return handlers inside handlers, in a loop."""
    after = "except ValueError as error#:\n    log.info(error#)\n"
    return HEADER + function(loop(_nested("try:", depth, after=after) + UPDATE))


def nested_finallys(depth: int) -> str:
    """Return cleanups inside cleanups, in a loop."""
    return HEADER + function(loop(_nested("try:", depth, after="finally:\n    log.info(#)\n") + UPDATE))


def many_tries(times: int) -> str:
    """Return handlers one after the other, each with jumps."""
    text = "try:\n    log.info(cfg.a#)\nexcept ValueError:\n    continue\nexcept OSError:\n    log.info(#)\n"
    return _around(text + "finally:\n    log.flush()\n", times)


def nested_functions(depth: int) -> str:
    """Return functions inside functions; the innermost trains."""
    body = function(loop(UPDATE)).rstrip() + "\nreturn train\n"
    return HEADER + _nested("def f#(loader#):", depth, body)


def brackets(depth: int) -> str:
    """Return an expression in parentheses in parentheses."""
    return HEADER + function(loop(f"z = {'(' * depth}x{')' * depth}\n" + UPDATE))


# --- calls --------------------------------------------------------------------------------------


def call_chain(length: int) -> str:
    """Return functions that each call the next; the last one trains."""
    step = "def f#(loader, cfg, log, scaler):\n    return f{next}(loader, cfg, log, scaler)\n\n\n"
    chain = [step.replace("#", str(n)).replace("{next}", str(n + 1)) for n in range(length)]
    return HEADER + "".join(chain) + function(loop(UPDATE), f"f{length}")


def helper_chain(length: int) -> str:
    """Return a training loop that updates through a chain of helpers, in two calls each."""
    step = "def f#(m, o, loss):\n    f{next}(m, o, loss)\n    if loss.item() > #:\n"
    step += "        f{next}(m, o, loss)\n\n\n"
    chain = [step.replace("#", str(n)).replace("{next}", str(n + 1)) for n in range(length)]
    last = f"def f{length}(m, o, loss):\n    torch.nn.utils.clip_grad_norm_(m.parameters(), 1.0)\n\n\n"
    return HEADER + "".join(chain) + last + function(loop("f0(model, optimizer, x)\n" + UPDATE))


def call_tree(size: int) -> str:
    """Return functions that each call two others, as a binary tree; the root is called in a loop."""
    step = "def f#(m, o, cfg):\n    if cfg.a#:\n        o.zero_grad()\n{calls}\n\n"
    calls = "    f{0}(m, o, cfg)\n    f{1}(m, o, cfg)\n"
    leaf = "    torch.nn.utils.clip_grad_norm_(m.parameters(), cfg.max_norm)\n"
    tree = [
        step.replace("#", str(n)).replace(
            "{calls}", calls.format(2 * n, 2 * n + 1) if 2 * n + 1 <= size else leaf
        )
        for n in range(1, size + 1)
    ]
    return HEADER + "".join(tree) + function(loop("f1(model, optimizer, cfg)\n" + UPDATE))


def methods(lines: int) -> str:
    """Return a trainer with many methods, which call each other through ``self``."""
    method = """\
def stage#(self, x, y):
    if self.cfg.amp:
        x = x.half()
    self.count# = self.count# + 1
    self.total += self.stage{next}(x, y)
    return self.total


"""
    times = copies(method, lines)
    body = "".join(
        method.replace("#", str(n)).replace("{next}", str(n + 1)) for n in range(1, times + 1)
    ) + method.replace("#", str(times + 1)).replace("self.stage{next}(x, y)", "1")
    init = "def __init__(self, cfg):\n    self.cfg = cfg\n    self.total = 0\n" + indented(
        numbered("self.count# = 0\n", times + 1)
        + "self.model = Net()\nself.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.1)\n"
    )
    update = UPDATE.replace("model", "self.model").replace("optimizer", "self.optimizer")
    train = "def train(self, loader):\n" + indented(loop("self.stage1(x, y)\n" + update))
    return f"{HEADER}class Trainer:\n{indented(init)}\n{indented(body)}\n{indented(train)}"
