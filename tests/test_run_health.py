"""What only a run shows: values that are not finite, norms, dead units, kept graphs; and their series."""

from __future__ import annotations

import dataclasses
import json
import linecache
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.modules import module as modules
from torch.utils.checkpoint import checkpoint
from torch.utils.data import DataLoader, TensorDataset
from training import batches, data, everything, mlp, sgd, told

from lintrain.findings import Finding
from lintrain.rule import find_rule
from lintrain.runtime import Run, watch
from lintrain.runtime import non_finite as looking

Loss = Callable[[Tensor, Tensor, int], Tensor]

cross_entropy = nn.CrossEntropyLoss()
SAMPLED = [0, 1, 2, 4, 8, 16, 19]


def plain(scores: Tensor, labels: Tensor, step: int) -> Tensor:
    return cross_entropy(scores, labels)


def train(
    model: nn.Module,
    loss: Loss = plain,
    count: int = 12,
    lr: float = 0.05,
    change: Callable[[Tensor, int], Tensor] = lambda x, step: x,
    watching: Callable[[], watch] = everything,
) -> Run:
    optimizer = sgd(model, lr)
    with watching() as run:
        for step, (x, y) in enumerate(batches(count)):
            optimizer.zero_grad()
            loss(model(change(x, step)), y, step).backward()
            optimizer.step()
    return run


def found(run: Run, name: str) -> Finding:
    (finding,) = [finding for finding in run.findings if finding.name == name]
    return finding


def message(run: Run, name: str) -> str:
    return found(run, name).message


def source(run: Run, name: str) -> str:
    finding = found(run, name)
    return linecache.getline(finding.path, finding.span.start.row).strip()


def deep(activation: type[nn.Module], layers: int = 12) -> nn.Sequential:
    torch.manual_seed(0)
    body = [each for _ in range(layers - 1) for each in (nn.Linear(20, 20), activation())]
    return nn.Sequential(*body, nn.Linear(20, 5))


# --- non-finite ---


@pytest.fixture(params=["at once", "later"])
def device(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A device whose numbers are at hand, and one that has to be waited for."""
    if request.param == "later":
        monkeypatch.setattr(looking, "is_at_hand", lambda loss: False)
    return str(request.param)


def ignored(scores: Tensor, labels: Tensor, step: int) -> Tensor:
    return cross_entropy(scores, torch.full_like(labels, -100) if step == 2 else labels)


def root_of_zero(scores: Tensor, labels: Tensor, step: int) -> Tensor:
    return cross_entropy(scores, labels) + (scores - scores.detach()).pow(2).sum().sqrt()


@pytest.mark.usefixtures("device")
def test_a_loss_over_no_label() -> None:
    run = train(mlp(), ignored)
    assert told(run) == {"non-finite": 2}
    assert "NaN is born in the loss, `cross_entropy`, at step 2" in message(run, "non-finite")
    assert "labels, -100" in source(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_a_root_at_zero_has_no_slope() -> None:
    run = train(mlp(), root_of_zero, watching=watch)
    assert told(run) == {"non-finite": 0}
    assert "in backward, in the gradient of `2.bias`" in message(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_the_rule_about_losses_knows_which_function_it_was() -> None:
    run = train(mlp(), lambda s, y, step: (root_of_zero if step == 3 else plain)(s, y, step))
    assert told(run) == {"unstable-loss": 3}
    assert message(run, "unstable-loss") == "the root of 0 is in this loss: its gradient is not finite"
    assert source(run, "unstable-loss").endswith(".backward()")


def probability(scores: Tensor) -> Tensor:
    return torch.softmax(1000 * scores, 1).gather(1, torch.zeros(len(scores), 1, dtype=torch.long))


@pytest.mark.parametrize(
    ("loss", "said"),
    [
        (lambda s: -probability(s).log().mean(), "logarithm of a number that is not above 0"),
        (lambda s: torch.where(s > 1e9, 1 / (s - s.detach()), s.abs()).mean(), "division by 0"),
        (lambda s: 1 / (1 + (1e4 + s).exp()).mean(), "exponential that is too large"),
    ],
    ids=["logarithm", "division behind a mask", "exponential"],
)
def test_edges_of_functions_in_a_loss(loss: Callable[[Tensor], Tensor], said: str) -> None:
    run = train(mlp(), lambda s, y, step: loss(s))
    assert told(run)["unstable-loss"] == 0 and "non-finite" not in told(run)
    assert said in message(run, "unstable-loss")
    scores = torch.linspace(-1, 1, 20).reshape(4, 5).requires_grad_()
    (gradient,) = torch.autograd.grad(loss(scores), scores)
    assert not gradient.isfinite().all()  # whatever the loss itself is


@pytest.mark.parametrize(
    "loss",
    [
        lambda s: -(probability(s) + 1e-7).log().mean(),
        lambda s: (s - s.detach()).pow(2).sum().add(1e-8).sqrt(),
        lambda s: s.exp().mean() / 3,
        lambda s: (s / s.norm(dim=1, keepdim=True)).pow(2).mean(),
    ],
    ids=["epsilon", "epsilon under a root", "exponential", "division by a norm"],
)
def test_functions_that_are_kept_from_their_edges(loss: Callable[[Tensor], Tensor]) -> None:
    assert "unstable-loss" not in told(train(mlp(), lambda s, y, step: loss(s)))


def test_what_a_step_that_nobody_looked_at_has_made_of_the_weights() -> None:
    run = train(mlp(), lambda s, y, step: (root_of_zero if step == 6 else plain)(s, y, step), watching=watch)
    assert told(run) == {"non-finite": 6}
    assert "in backward, in the gradient of `2.bias`" in message(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_inputs_that_are_too_large() -> None:
    run = train(mlp(), change=lambda x, step: x * 1e4, lr=0.5)
    assert told(run)["non-finite"] == 6
    assert told(run)["exploding-gradients"] == 0
    assert "NaN is born in the forward pass of `2`" in message(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_data_that_are_not_finite() -> None:
    def change(x: Tensor, step: int) -> Tensor:
        return torch.where(torch.arange(len(x))[:, None] == 3, math.nan, x) if step == 3 else x

    run = train(mlp(), change=change)
    assert told(run) == {"non-finite": 3}
    assert "in the data, `input`," in message(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_a_loss_that_is_spoilt_behind_its_function() -> None:
    def loss(scores: Tensor, labels: Tensor, step: int) -> Tensor:
        return cross_entropy(scores, labels) * (math.nan if step == 3 else 1.0)

    run = train(mlp(), loss)
    assert told(run) == {"non-finite": 3}
    assert "NaN is born in the loss, at step 3" in message(run, "non-finite")
    (finding,) = run.findings
    assert "backward()" in linecache.getline(str(finding.path), finding.span.start.row)


@pytest.mark.usefixtures("device")
def test_a_target_that_is_not_finite() -> None:
    def loss(scores: Tensor, labels: Tensor, step: int) -> Tensor:
        target = functional.one_hot(labels, 5).float()
        return functional.mse_loss(scores, target / 0 if step == 5 else target)

    run = train(mlp(), loss)
    assert told(run) == {"non-finite": 5}
    assert "in the data, `target`," in message(run, "non-finite")


@pytest.mark.usefixtures("device")
def test_weights_that_were_restored_broken() -> None:
    model = mlp()
    with torch.no_grad():
        model[2].weight[1, 1] = math.nan
    run = train(model)
    assert told(run) == {"non-finite": 0}
    assert "in the weights of `2.weight`" in message(run, "non-finite")


class Logarithm(nn.Module):
    """Takes the logarithm of what may be negative, between two layers."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(20, 32), nn.Linear(32, 5)

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.first(x).log()
        return self.last(hidden)


@pytest.mark.usefixtures("device")
def test_a_logarithm_between_two_layers() -> None:
    run = train(nn.Sequential(nn.Linear(20, 20), Logarithm()))
    assert told(run) == {"non-finite": 0}
    assert "in the forward pass of `1`" in message(run, "non-finite")
    assert source(run, "non-finite") == "return self.last(hidden)"


def test_a_norm_that_a_clip_has_found() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for step, (x, y) in enumerate(batches(7)):  # step 6 is the last, and no sampled one
            optimizer.zero_grad()
            (root_of_zero if step == 6 else plain)(model(x), y, step).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 10.0)
            optimizer.step()
    assert told(run) == {"non-finite": 6}
    assert "in backward" in message(run, "non-finite")


def amp(scale: float, count: int, broken: bool) -> Run:
    model = mlp()
    optimizer = sgd(model)
    scaler = torch.amp.GradScaler("cpu", init_scale=scale)
    with watch() as run:
        for step, (x, y) in enumerate(batches(count)):
            optimizer.zero_grad()
            loss = (root_of_zero if broken else plain)(model(x), y, step)
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()
    return run


def test_a_scaler_that_finds_its_scale_is_silent() -> None:
    assert told(amp(2.0**127, 20, broken=False)) == {}


def test_a_scaler_that_skips_every_step() -> None:
    run = amp(2.0**16, 20, broken=True)
    assert told(run) == {"non-finite": 0}


def test_masks_of_minus_infinity_are_no_finding() -> None:
    class Masked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.attention = nn.MultiheadAttention(20, 2, batch_first=True)
            self.head = nn.Linear(20, 5)

        def forward(self, x: Tensor, mask: Tensor) -> Tensor:
            return self.head(self.attention(x, x, x, attn_mask=mask, need_weights=False)[0].mean(1))

    model = Masked()
    optimizer = sgd(model)
    mask = torch.full((4, 4), -math.inf).triu(1)
    with everything() as run:
        for step, (x, y) in enumerate(batches(6)):
            optimizer.zero_grad()
            scores = model(x.view(8, 4, 20), mask)
            loss = cross_entropy(scores, torch.full((8,), -100) if step == 3 else y[:8])
            loss.backward()
            optimizer.step()
    # The mask is no birth of the NaN that does come.
    assert "in the loss" in message(run, "non-finite")


# --- norms ---


def test_gradients_fade_through_twelve_sigmoids() -> None:
    run = train(deep(nn.Sigmoid))
    assert told(run)["vanishing-gradients"] == 8
    assert "`0.weight`" in message(run, "vanishing-gradients")
    norms = run.measurements[0].gradients
    assert norms["22.weight"] > 1000 * norms["0.weight"] > 0  # to be seen at the first step


def test_gradients_that_arrive_in_a_deep_model() -> None:
    layers = [nn.Linear(20, 20)] + [nn.Sequential(nn.LayerNorm(20), nn.Linear(20, 20)) for _ in range(10)]

    class Residual(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers, self.head = nn.ModuleList(layers), nn.Linear(20, 5)

        def forward(self, x: Tensor) -> Tensor:
            for layer in self.layers:
                x = x + layer(x).relu()
            return self.head(x)

    assert told(train(Residual(), count=20)) == {}


def test_large_gradients_that_are_clipped() -> None:
    model = mlp()
    optimizer = sgd(model)
    with watch() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x * 1e4), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
    assert told(run) == {}


def test_a_norm_that_grows_tenfold() -> None:
    model = mlp()
    run = train(model, lambda s, y, step: cross_entropy(s, y) * (30 if step == 16 else 1), count=17, lr=0.01)
    assert told(run) == {"exploding-gradients": 16}
    assert "against" in message(run, "exploding-gradients")


def test_every_step_is_clipped() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 0.02)
            optimizer.step()
    assert told(run) == {"constant-clipping": 11}
    ratios = sorted(m.clip_norm / 0.02 for m in run.measurements if m.clip_norm is not None)
    assert f"about {(ratios[5] + ratios[6]) / 2:.3g} times" in message(run, "constant-clipping")


def test_one_step_that_is_not_clipped_is_enough() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for step, (x, y) in enumerate(batches()):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            nn.utils.clip_grad_norm_(model.parameters(), 100.0 if step == 5 else 0.01)
            optimizer.step()
    assert told(run) == {}


@pytest.mark.parametrize(("lr", "way"), [(1e-7, "small"), (20.0, "large")])
def test_steps_of_the_wrong_size(lr: float, way: str) -> None:
    run = train(mlp(), lr=lr)
    assert told(run)["update-ratio"] == 8
    assert message(run, "update-ratio").endswith(f"which is {way}")


def test_a_warm_up_is_no_wrong_size() -> None:
    model = mlp()
    optimizer = sgd(model, 0.05)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: (step + 1) * 1e-7)
    with everything() as run:
        for x, y in batches(17):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
            scheduler.step()
    assert told(run) == {}


def test_an_adapter_that_starts_at_zero_is_what_its_steps_have_made_of_it() -> None:
    class Adapted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = mlp()[:2].requires_grad_(False), nn.Linear(32, 5)
            self.down, self.up = nn.Linear(32, 4, bias=False), nn.Linear(4, 32, bias=False)
            nn.init.zeros_(self.up.weight)

        def forward(self, x: Tensor) -> Tensor:
            hidden = self.body(x)
            return self.head(hidden + self.up(self.down(hidden)))

    model = Adapted()
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3)
    with everything() as run:
        for x, y in batches(20):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
    assert run.measurements[8].ratios["up.weight"] > 0.1
    assert told(run) == {}


# --- units, activations, parameters ---


def test_units_that_answer_nothing() -> None:
    model = mlp()
    nn.init.constant_(model[0].bias, -50)
    run = train(model)
    assert told(run) == {"dead-units": 0}
    assert "100% of the units of `1` were zero for all of 32 samples" in message(run, "dead-units")


class Functional(nn.Module):
    """ReLU as a function, after a convolution: channels are the second of three axes."""

    def __init__(self, dead: int) -> None:
        super().__init__()
        self.convolve, self.head = nn.Conv1d(1, 8, 3), nn.Linear(8, 5)
        nn.init.constant_(self.convolve.bias, 1.0)
        with torch.no_grad():
            self.convolve.bias[:dead] = -50

    def forward(self, x: Tensor) -> Tensor:
        return self.head(functional.relu(self.convolve(x[:, None])).mean(2))


@pytest.mark.parametrize(("dead", "expected"), [(6, {"dead-units": 2}), (4, {})])
def test_channels_of_a_function(dead: int, expected: dict[str, int]) -> None:
    run = train(Functional(dead))
    assert told(run) == expected
    if expected:
        assert "75% of the units of `Functional`" in message(run, "dead-units")


def test_units_are_judged_in_training_alone() -> None:
    model = mlp()
    nn.init.constant_(model[0].bias, -50)
    model.eval()
    assert "dead-units" not in told(train(model))


class Detached(nn.Module):
    """A part that the loss does not reach, another that is not always called."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last, self.expert = nn.Linear(20, 32), nn.Linear(32, 5), nn.Linear(32, 5)

    def forward(self, x: Tensor) -> Tensor:
        return self.last(self.first(x).relu().detach())


def test_a_layer_that_no_backward_reaches() -> None:
    run = train(Detached())
    assert told(run) == {"no-gradient": 4}
    assert "reached `first.weight`, `first.bias`" in message(run, "no-gradient")


def test_gradients_that_are_thrown_away_on_purpose() -> None:
    """The last layer stands still for an epoch, as in DINO."""
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches():
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            for parameter in model[2].parameters():
                parameter.grad = None
            optimizer.step()
    assert told(run) == {}


def test_activations_fade_in_a_plain_stack() -> None:
    model = deep(nn.ReLU, 8)
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.normal_(layer.weight, std=0.02)
            nn.init.zeros_(layer.bias)
    with torch.no_grad():
        x, _ = next(iter(batches(1)))
        first, last = model[0](x).pow(2).mean().sqrt(), model[:13](x).pow(2).mean().sqrt()
    run = train(model, count=1)
    assert told(run)["activation-drift"] == 0
    assert f"shrink from {first:.2g} at `0` to {last:.2g} at `12`" in message(run, "activation-drift")


def test_a_normalisation_sets_the_scale() -> None:
    layers = [each for _ in range(7) for each in (nn.Linear(20, 20), nn.LayerNorm(20), nn.ReLU())]
    model = nn.Sequential(*layers, nn.Linear(20, 5))
    nn.init.normal_(model[18].weight, std=0.001)
    assert "activation-drift" not in told(train(model, count=1))


# --- graphs ---


def kept(keep: Callable[[list[Any], Tensor], None]) -> Run:
    model, held = mlp(), []
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(20):
            optimizer.zero_grad()
            loss = cross_entropy(model(x), y)
            loss.backward()
            optimizer.step()
            keep(held, loss)
    return run


def add(held: list[Any], loss: Tensor) -> None:
    held[:] = [(held[0] if held else 0) + loss]


def test_losses_that_are_added_up_with_their_graphs() -> None:
    run = kept(add)
    assert told(run) == {"graph-growth": 8}


def test_a_list_of_losses_with_their_graphs() -> None:
    run = kept(lambda held, loss: held.append(loss))
    assert told(run) == {"loss-tensor-accumulated": 8}
    assert message(run, "loss-tensor-accumulated").startswith("`held` is a list of tensors")


@pytest.mark.parametrize(
    "keep",
    [
        lambda held, loss: held.append(loss.item()),
        lambda held, loss: held.append(loss.detach()),
        lambda held, loss: held.__setitem__(slice(None), [*held, loss][-3:]),
    ],
    ids=["item", "detach", "window"],
)
def test_losses_that_are_kept_as_they_should_be(keep: Callable[[list[Any], Tensor], None]) -> None:
    assert told(kept(keep)) == {}


# --- one batch ---


def overfit(learn: bool, count: int = 24) -> tuple[Run, list[Tensor], list[Tensor]]:
    x, y = data()
    loader = DataLoader(TensorDataset(x, y), 32, shuffle=True)
    model, seen, evaluated = mlp(), [], []
    optimizer = sgd(model, 0.5 if learn else 1e-9)
    rule = find_rule("cannot-overfit-one-batch")
    assert rule is not None
    with watch(count, [rule], overfit_one_batch=True) as run:
        for _ in range(4):
            for a, b in loader:
                seen.append(a.clone())
                optimizer.zero_grad()
                cross_entropy(model(a.mul_(1.5)), b).backward()
                optimizer.step()
            with torch.no_grad():
                evaluated += [a for a, _ in loader]
    return run, seen, evaluated


def test_one_batch_is_learned_by_heart() -> None:
    run, seen, evaluated = overfit(learn=True)
    assert told(run) == {}
    assert len(seen) == 24 and all(x.equal(seen[0]) for x in seen)
    assert len(evaluated) == 16 and not all(x.equal(evaluated[0]) for x in evaluated)
    losses = [m.loss for m in run.measurements if m.loss is not None]
    assert losses[-1] < 0.5 * losses[0]


def test_one_batch_that_is_not_learned() -> None:
    run, _, _ = overfit(learn=False)
    assert told(run) == {"cannot-overfit-one-batch": 23}
    assert "after 24 steps on one batch" in message(run, "cannot-overfit-one-batch")


def test_too_few_steps_say_nothing() -> None:
    assert told(overfit(learn=False, count=10)[0]) == {}


# --- the series, and what it costs ---


def expected(count: int, lr: float) -> Iterator[tuple[float, dict[str, float], dict[str, float]]]:
    """The same training, measured by hand."""
    model = mlp()
    optimizer = sgd(model, lr)
    for x, y in batches(count):
        optimizer.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        norms = {name: float(p.grad.norm()) for name, p in model.named_parameters() if p.grad is not None}
        before = {name: p.detach().clone() for name, p in model.named_parameters() if p.dim() > 1}
        optimizer.step()
        ratios = {n: float((p.detach() - before[n]).norm() / before[n].norm())
                  for n, p in model.named_parameters() if n in before}  # fmt: skip
        yield loss.item(), norms, ratios


def test_what_is_measured_is_what_was() -> None:
    run = train(mlp(), count=20)
    assert [m.step for m in run.measurements] == list(range(20))
    assert [m.step for m in run.measurements if m.norm is not None] == [0, 1, 2, 4, 8, 16]
    for measured, (loss, norms, ratios) in zip(run.measurements, expected(20, 0.05), strict=True):
        assert measured.loss == pytest.approx(loss)
        assert measured.rate == 0.05 and measured.optimizer == "optimizer"
        if measured.norm is not None:
            assert measured.gradients == pytest.approx(norms)
            assert list(measured.gradients) == list(norms)
            assert measured.norm == pytest.approx(math.hypot(*norms.values()))
            assert measured.ratios == pytest.approx(ratios, rel=1e-3)


def test_a_loss_scale_changes_no_number() -> None:
    plainly, scaled = train(mlp(), count=4), amp(2.0**10, 4, broken=False)
    for one, other in zip(plainly.measurements, scaled.measurements, strict=True):
        assert other.loss == pytest.approx(one.loss, rel=1e-4)
        assert other.norm == (one.norm and pytest.approx(one.norm, rel=1e-3))


def test_the_losses_of_a_window_are_added_up() -> None:
    model = mlp()
    optimizer = sgd(model)
    losses: list[float] = []
    with everything() as run:
        for index, (x, y) in enumerate(batches(8)):
            loss = cross_entropy(model(x), y) / 4
            losses.append(loss.item())
            loss.backward()
            if index % 4 == 3:
                optimizer.step()
                optimizer.zero_grad()
    assert [m.loss for m in run.measurements] == pytest.approx([sum(losses[:4]), sum(losses[4:])])


def test_optimizers_that_take_turns_have_a_series_each() -> None:
    one, two = mlp(), mlp()
    first, second = sgd(one), sgd(two)
    with everything() as run:
        for x, y in batches(5):
            for model, optimizer in ((one, first), (two, second)):
                optimizer.zero_grad()
                cross_entropy(model(x), y).backward()
                optimizer.step()
    assert [(m.optimizer, m.step) for m in run.measurements] == [
        (name, step) for step in range(5) for name in ("first", "second")
    ]
    assert all((m.norm is not None) == (m.step != 3) for m in run.measurements)


def test_measurements_are_plain_data() -> None:
    run = train(mlp(), count=3)
    written = json.loads(json.dumps([dataclasses.asdict(each) for each in run.measurements]))
    assert written[0]["gradients"]["0.weight"] == run.measurements[0].gradients["0.weight"]


def test_values_are_looked_at_on_sampled_steps_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    norms, looked, hooked = torch._foreach_norm, [], []
    model = mlp()
    optimizer = sgd(model)
    step = 0

    def counted(*args: Any, **kwargs: Any) -> Any:
        looked.append(step)
        return norms(*args, **kwargs)

    monkeypatch.setattr(torch, "_foreach_norm", counted)
    with watch(steps=20):
        for step, (x, y) in enumerate(batches(20)):  # `counted` reads it
            if modules._global_forward_hooks:
                hooked.append(step)
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
    assert sorted(set(looked)) == SAMPLED
    assert hooked == SAMPLED
    assert not modules._global_forward_hooks


def test_memory_formats_and_sparse_gradients() -> None:
    class Mixed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.table = nn.Embedding(10, 12, sparse=True)
            self.convolve = nn.Conv2d(3, 8, 1).to(memory_format=torch.channels_last)
            self.head = nn.Linear(8, 5)

        def forward(self, x: Tensor) -> Tensor:
            images = self.table(x).view(-1, 3, 2, 2).contiguous(memory_format=torch.channels_last)
            return self.head(self.convolve(images).mean((2, 3)))

    run = train(Mixed(), change=lambda x, step: (x[:, 0].abs() * 3).long().clamp(max=9))
    assert told(run) == {}
    assert set(run.measurements[0].ratios) == {"table.weight", "convolve.weight", "head.weight"}
    assert set(run.measurements[0].gradients) == {
        "convolve.weight", "convolve.bias", "head.weight", "head.bias"
    }  # fmt: skip


def test_checkpoints_call_modules_again() -> None:
    class Again(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body, self.head = mlp()[:2], nn.Linear(32, 5)

        def forward(self, x: Tensor) -> Tensor:
            return self.head(checkpoint(self.body, x, use_reentrant=False))

    run = train(Again())
    assert told(run) == {}
    assert run.forwards == 12


def test_vmap_over_a_model() -> None:
    model = mlp()
    optimizer = sgd(model)
    with everything() as run:
        for x, y in batches(4):
            optimizer.zero_grad()
            cross_entropy(torch.vmap(model)(x), y).backward()
            optimizer.step()
    assert told(run) == {}
