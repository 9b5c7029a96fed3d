"""A plan as source text."""

from __future__ import annotations

import re

from generated.mistakes import ordered
from generated.operations import Op, Ops, Round, only
from generated.pieces import Lines, block, indented, loss, text
from generated.plan import Plan
from generated.setting import built, classes, data, imports

SHARED = (
    "model", "critic", "loader", "val_loader", "criterion", "optimizers", "optimizer", "head_optimizer",
    "last_optimizer", "critic_optimizer", "scaler", "scheduler",
)  # fmt: skip
"""What is built once: parameters of functions, attributes of a trainer."""
LOCAL = ("x", "y", "i", "loss", "critic_loss")
_WORD = r"(?<![\w.\"])({})\b(?!=)"


class Program:
    """The text of one plan, put together from its functions."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.round = ordered(plan)
        self.trainer = plan.structure == "trainer"
        self.helpers: list[Lines] = []

    def write(self) -> str:
        """Return the source."""
        plan = self.plan
        epoch = self._epoch()
        if plan.structure in ("functions", "trainer"):
            epoch = self._called("train_epoch", epoch)
        train = ["model.train()"] if self._trains("after") else []
        body = [
            *train,
            *block("for epoch in range(EPOCHS):", [*epoch, *self._evaluation(), *self._scheduled()]),
        ]
        if self.trainer:
            chunks = [self._class(body)]
            chunks[0] += ["", "", "Trainer().fit()"]
        elif plan.structure == "script":
            chunks = [*self.helpers, [*built(plan), "", *body]]
        else:
            main = block("def main():", [*built(plan), *body])
            chunks = [*self.helpers, main, ['if __name__ == "__main__":', "    main()"]]
        parts = [imports(plan), classes(plan), data(plan), *chunks]
        return "\n\n\n".join("\n".join(part) for part in parts if part) + "\n"

    def _class(self, body: Lines) -> Lines:
        methods = [
            block("def __init__(self):", built(self.plan)),
            *self.helpers,
            block("def fit(self):", body),
        ]
        lines = ["class Trainer:"]
        for method in methods:
            lines += [*indented(_owned(method)), ""]
        return lines[:-1]

    # --- functions ---

    def _called(self, name: str, body: Lines, decorator: str = "", result: str = "") -> Lines:
        """Move ``body`` into a function; return the call."""
        told = "\n".join(body)
        shared = [] if self.trainer else [each for each in SHARED if re.search(_WORD.format(each), told)]
        inside = {
            match for line in body for match in re.findall(r"^\s*for (?:\w+, )?\(?(x), (y)\)? in", line)
        }
        assigned = {each for each in LOCAL if re.search(rf"^\s*{each} = ", told, re.M)}
        known = assigned | ({"x", "y", "i"} if inside else set())
        needs = [each for each in LOCAL if each not in known and re.search(_WORD.format(each), told)]
        given = ", ".join([*needs, *shared])
        own = ", ".join(["self", *needs]) if self.trainer else given
        head = [decorator] if decorator else []
        self.helpers.append([*head, *block(f"def {name}({own}):", body)])
        call = f"{'self.' if self.trainer else ''}{name}({', '.join(needs) if self.trainer else given})"
        return [f"{result} = {call}" if result else call]

    def _ops(self, ops: Ops) -> Lines:
        """Return operations as text, some of them in a function of their own."""
        kind = self.plan.helper
        if kind not in ("clip", "zero", "backward"):
            return text(self.plan, ops)
        lines: Lines = []
        plain: Ops = ()
        for op in ops:
            if op.kind != kind:
                plain += (op,)
                continue
            lines += text(self.plan, plain)
            plain = ()
            name = f"{kind}_{op.who}" if op.who > 0 else f"{kind}_grads"
            lines += self._once(name, text(self.plan, (op,)))
        return lines + text(self.plan, plain)

    def _once(self, name: str, body: Lines) -> Lines:
        known = self.helpers
        self.helpers = []
        call = self._called(name, body)
        fresh = [helper for helper in self.helpers if helper not in known]
        self.helpers = known + fresh
        return call

    # --- the loop ---

    def _epoch(self) -> Lines:
        plan, done = self.plan, self.round
        lines = ["model.train()"] if self._trains("epoch") else []
        lines += self._ops(done.before)
        lines += ["total = 0.0"] if plan.log == "total" else []
        loops = {
            "none": self._flat, "modulo": self._modulo, "inverted": self._inverted, "counter": self._counter,
            "tail": self._modulo, "flush": self._flush, "chunks": self._chunks, "micro": self._micro,
        }  # fmt: skip
        lines += self._closure(done) if plan.update == "closure" else loops[plan.accumulate](done)
        return lines + (["history.append(float(total))"] if plan.log == "total" else [])

    def _trains(self, when: str) -> bool:
        plan = self.plan
        if plan.mistake == "never back":
            return False
        return plan.train == when

    def _window(self, done: Round) -> Lines:
        lines = self._ops(done.window)
        return self._once("update", lines) if self.plan.helper == "update" and lines else lines

    def _early(self) -> Lines:
        leave = "return" if self.plan.helper == "batch" else "continue"
        return block("if len(x) < 2:", [leave]) if self.plan.exits == "small" else []

    def _late(self) -> Lines:
        if self.plan.exits not in ("break", "return"):
            return []
        leave = "return" if self.plan.exits == "return" else "break"
        return block("if len(history) >= MOST:", [leave])

    def _over(self, lines: Lines) -> Lines:
        if self.plan.helper == "batch":
            lines = self._called("train_batch", lines)
        return block(f"for {self._counted(lines)} in {self._source(lines)}:", lines)

    def _counted(self, lines: Lines) -> str:
        return "i, (x, y)" if self._counts(lines) else "x, y"

    def _source(self, lines: Lines) -> str:
        return "enumerate(loader)" if self._counts(lines) else "loader"

    def _counts(self, lines: Lines) -> bool:
        return self.plan.accumulate == "flush" or bool(re.search(r"(?<![\w.])i\b", "\n".join(lines)))

    def _flat(self, done: Round) -> Lines:
        return self._over([*self._early(), *self._ops(done.batch), *self._window(done), *self._late()])

    def _opening(self, done: Round) -> Lines:
        return block("if i % ACCUM == 0:", self._ops(done.opening)) if done.opening else []

    def _modulo(self, done: Round) -> Lines:
        full = "(i + 1) % ACCUM == 0"
        if self.plan.accumulate == "tail":
            full += " or i + 1 == len(loader)"
        lines = [*self._early(), *self._opening(done), *self._ops(done.batch)]
        return self._over([*lines, *block(f"if {full}:", self._window(done)), *self._late()])

    def _inverted(self, done: Round) -> Lines:
        lines = [*self._early(), *self._opening(done), *self._ops(done.batch)]
        lines += block("if (i + 1) % ACCUM != 0:", ["continue"])
        return self._over([*lines, *self._window(done), *self._late()])

    def _counter(self, done: Round) -> Lines:
        opening = block("if count == 0:", self._ops(done.opening)) if done.opening else []
        lines = [*self._early(), *opening, *self._ops(done.batch), "count += 1"]
        lines += block("if count == ACCUM:", [*self._window(done), "count = 0"])
        return ["count = 0", *self._over([*lines, *self._late()])]

    def _flush(self, done: Round) -> Lines:
        lines = self._modulo(done)
        return [*lines, *block("if (i + 1) % ACCUM != 0:", self._window(done))]

    def _chunks(self, done: Round) -> Lines:
        inner = [*self._early(), *self._ops(done.batch)]
        inner = self._called("train_batch", inner) if self.plan.helper == "batch" else inner
        parts = block("for x, y in zip(inputs.chunk(ACCUM), targets.chunk(ACCUM)):", inner)
        lines = [*self._ops(done.opening), *parts, *self._window(done), *self._late()]
        return block("for inputs, targets in loader:", lines)

    def _micro(self, done: Round) -> Lines:
        inner = [*self._early(), *self._ops(done.batch)]
        inner = self._called("train_batch", inner) if self.plan.helper == "batch" else inner
        parts = block("for _ in range(ACCUM):", ["x, y = next(batches)", *inner])
        lines = [*self._ops(done.opening), *parts, *self._window(done), *self._late()]
        return ["batches = iter(loader)", *block("for _ in range(len(loader) // ACCUM):", lines)]

    def _closure(self, done: Round) -> Lines:
        inside = only(done.batch, "zero", "forward", "backward", "clip") + only(done.window, "clip")
        if self.plan.mistake == "clipped after step":
            inside = only(done.batch, "zero", "forward", "backward")
        closure = block("def closure():", [*self._ops(inside), "return loss"])
        after = only(done.window, "step") + (
            only(done.window, "clip") if self.plan.mistake == "clipped after step" else ()
        )
        rest = self._ops((*after, *only(done.window, "schedule")))
        rest = [line.replace("optimizer.step(closure)", "loss = optimizer.step(closure)") for line in rest]
        return self._over([*closure, *rest, *self._ops((Op("log"),))])

    # --- around it ---

    def _evaluation(self) -> Lines:
        plan = self.plan
        if plan.evaluate == "none":
            return []
        inner = [f"score += {loss(plan, 'model', 'y')}.item()"]
        lines = block("for x, y in val_loader:", inner)
        graphs = plan.mistake == "with graphs"
        if plan.gradless != "decorator" and not graphs:
            lines = block(f"with torch.{plan.gradless}():", lines)
        lines = ["score = 0.0", *lines]
        lines = lines if plan.mistake == "never evaluating" else ["model.eval()", *lines]
        lines += ["model.train()"] if self._trains("after") else []
        if plan.evaluate == "inline":
            return [*lines, "scores.append(score)"]
        lines.append("return score")
        decorator = "@torch.no_grad()" if plan.gradless == "decorator" and not graphs else ""
        return [*self._called("evaluate", lines, decorator, "score"), "scores.append(score)"]

    def _scheduled(self) -> Lines:
        return {"epoch": ["scheduler.step()"], "plateau": ["scheduler.step(score)"]}.get(
            self.plan.schedule, []
        )


def _owned(lines: Lines) -> Lines:
    """Return a method's lines with what is built once as attributes."""
    names = re.compile(_WORD.format("|".join(SHARED)).replace("(?!=)", r"(?!=[^=])"))
    return [names.sub(r"self.\1", line) for line in lines]


def write(plan: Plan) -> str:
    """Return the source of a plan."""
    return Program(plan).write()
