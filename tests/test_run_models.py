"""Models of many kinds, trained as they should be: every rule is asked, and none speaks."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional
from training import batches, everything, mlp, sgd, told

cross_entropy = nn.CrossEntropyLoss()


def recurrent() -> None:
    """A language model over two recurrent layers, its state detached between windows."""
    table, layers, head = nn.Embedding(50, 32), nn.LSTM(32, 64, 2, dropout=0.1), nn.Linear(64, 50)
    parameters = [*table.parameters(), *layers.parameters(), *head.parameters()]
    optimizer = torch.optim.Adam(parameters, 1e-3)
    state: tuple[Tensor, ...] | None = None
    for _ in range(20):
        x = torch.randint(50, (17, 8))
        output, state = layers(table(x[:-1]), state)
        state = tuple(each.detach() for each in state)
        optimizer.zero_grad()
        cross_entropy(head(output).flatten(0, 1), x[1:].flatten()).backward()
        nn.utils.clip_grad_norm_(parameters, 0.25)
        optimizer.step()


class Block(nn.Module):
    """A residual block whose branch is closed at first."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.one, self.two = (nn.Conv2d(channels, channels, 3, padding=1, bias=False) for _ in range(2))
        self.norm, self.last = nn.BatchNorm2d(channels), nn.BatchNorm2d(channels)
        nn.init.zeros_(self.last.weight)

    def forward(self, x: Tensor) -> Tensor:
        return (x + self.last(self.two(self.norm(self.one(x)).relu_()))).relu()


def residual() -> None:
    """Convolutions with residual branches that start at zero, and decay on everything."""
    body = [nn.Conv2d(3, 16, 3), *(Block(16) for _ in range(4))]
    model = nn.Sequential(*body, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=1e-4)
    for _ in range(10):
        optimizer.zero_grad()
        cross_entropy(model(torch.randn(16, 3, 12, 12)), torch.randint(10, (16,))).backward()
        optimizer.step()


class Experts(nn.Module):
    """Eight experts, most of which a small batch does not ask."""

    def __init__(self) -> None:
        super().__init__()
        self.gate, self.experts = nn.Linear(20, 8), nn.ModuleList(mlp() for _ in range(8))
        nn.init.constant_(self.gate.bias[4:].detach(), -50.0)

    def forward(self, x: Tensor) -> Tensor:
        weight, choice = self.gate(x).softmax(-1).max(-1)
        output = x.new_zeros(len(x), 5)
        for index, expert in enumerate(self.experts):
            if (asked := choice == index).any():
                output[asked] = expert(x[asked]) * weight[asked, None]
        return output


def experts() -> None:
    """Half of the experts are never asked, so that no gradient reaches them."""
    model = Experts()
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    for x, y in batches(20, 8):
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        optimizer.step()


class Policy(nn.Module):
    """Two heads; the policy's begins almost at zero."""

    def __init__(self) -> None:
        super().__init__()
        self.body = nn.Sequential(nn.Linear(20, 64), nn.Tanh(), nn.Linear(64, 64), nn.Tanh())
        self.value, self.policy = nn.Linear(64, 1), nn.Linear(64, 3)
        nn.init.orthogonal_(self.policy.weight, 0.01)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        hidden = self.body(x)
        return self.policy(hidden), self.value(hidden)[:, 0]


def actor_critic() -> None:
    """Several calls of a model before one backward."""
    model = Policy()
    optimizer = torch.optim.Adam(model.parameters(), 3e-4, eps=1e-5)
    for x, _ in batches(10):
        terms = []
        for states in x.chunk(4):
            scores, value = model(states)
            choice = torch.distributions.Categorical(logits=scores)
            gain = torch.randn(len(states)) - value
            terms.append(gain.pow(2).mean() - (choice.log_prob(choice.sample()) * gain.detach()).mean())
        optimizer.zero_grad()
        torch.stack(terms).mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()


class Attention(nn.Module):
    """A block in the order of today: norm, attention, norm, two layers."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two = nn.LayerNorm(64), nn.LayerNorm(64)
        self.mixed, self.out = nn.Linear(64, 192), nn.Linear(64, 64)
        self.rest = nn.Sequential(nn.Linear(64, 256), nn.GELU(), nn.Linear(256, 64))

    def forward(self, x: Tensor) -> Tensor:
        heads = [each.unflatten(-1, (4, 16)).transpose(1, 2) for each in self.mixed(self.one(x)).chunk(3, -1)]
        rate = 0.1 if self.training else 0.0
        seen = functional.scaled_dot_product_attention(*heads, is_causal=True, dropout_p=rate)
        x = x + self.out(seen.transpose(1, 2).flatten(2))
        return x + self.rest(self.two(x))


def transformer() -> None:
    """bfloat16, tied weights, small initial weights, split groups, a warm-up; evaluated at the end."""
    table, head = nn.Embedding(100, 64), nn.Linear(64, 100, bias=False)
    head.weight = table.weight
    model = nn.Sequential(table, *(Attention() for _ in range(6)), nn.LayerNorm(64), head)
    for parameter in model.parameters():
        if parameter.dim() > 1:
            nn.init.normal_(parameter, std=0.02)
    groups = [
        {"params": [p for p in model.parameters() if p.dim() > 1], "weight_decay": 0.1},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, lr=6e-4)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: step / 100)
    for _ in range(10):
        x = torch.randint(100, (8, 17))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = cross_entropy(model(x[:, :-1]).flatten(0, 1), x[:, 1:].flatten())
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 10.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
    model.eval()
    with torch.no_grad():
        model(x)


def towers() -> None:
    """Two models and a temperature of their own, contrasted."""
    one, two = mlp(), mlp()
    scale = nn.Parameter(torch.tensor(math.log(10)))
    optimizer = torch.optim.AdamW([*one.parameters(), *two.parameters(), scale], 1e-3)
    for x, _ in batches():
        a, b = (functional.normalize(tower(x), dim=-1) for tower in (one, two))
        scores, same = a @ b.T * scale.exp(), torch.arange(len(x))
        optimizer.zero_grad()
        (cross_entropy(scores, same) + cross_entropy(scores.T, same)).backward()
        optimizer.step()


def sharpness() -> None:
    """Weights are moved uphill by hand, and back again, before each step."""
    model = mlp()
    optimizer = sgd(model)
    for x, y in batches():
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        moves = [p.grad * 0.05 / p.grad.norm() for p in model.parameters() if p.grad is not None]
        with torch.no_grad():
            torch._foreach_add_(list(model.parameters()), moves)
        optimizer.zero_grad()
        cross_entropy(model(x), y).backward()
        with torch.no_grad():
            torch._foreach_sub_(list(model.parameters()), moves)
        optimizer.step()


def unfreezing() -> None:
    """The body is thawed after a while, with a new optimizer."""
    model = mlp()
    model[0].requires_grad_(False)
    for _ in range(2):
        optimizer = torch.optim.SGD([p for p in model.parameters() if p.requires_grad], 0.05)
        for x, y in batches(8):
            optimizer.zero_grad()
            cross_entropy(model(x), y).backward()
            optimizer.step()
        model.requires_grad_(True)


def skipping() -> None:
    """The program itself looks at the loss, and leaves out a batch without labels."""
    model = mlp()
    optimizer = sgd(model)
    for step, (x, y) in enumerate(batches()):
        loss = cross_entropy(model(x), torch.full_like(y, -100) if step == 3 else y)
        if not torch.isfinite(loss):
            continue
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


LOOPS = [
    recurrent,
    residual,
    experts,
    actor_critic,
    transformer,
    towers,
    sharpness,
    unfreezing,
    skipping,
]


@pytest.mark.parametrize("loop", LOOPS, ids=lambda loop: loop.__name__)
def test_a_model_that_is_trained_as_it_should_be(loop: Callable[[], None]) -> None:
    torch.manual_seed(0)
    with everything() as run:
        loop()
    assert run.backwards >= 10
    assert told(run) == {}


# --- load-without-mode ---


def restored() -> nn.Sequential:
    model = nn.Sequential(nn.Linear(20, 32), nn.BatchNorm1d(32), nn.Linear(32, 5))
    model.load_state_dict({name: value.clone() for name, value in model.state_dict().items()})
    return model


@pytest.mark.parametrize("grad", [True, False])
def test_weights_loaded_and_the_mode_never_set(grad: bool) -> None:
    with everything() as run, torch.set_grad_enabled(grad):
        model = restored()
        for x, _ in batches(3):
            model(x)
    assert told(run) == {"load-without-mode": 0}


@pytest.mark.parametrize("mode", [True, False])
def test_a_mode_was_set(mode: bool) -> None:
    with everything() as run:
        model = restored().train(mode)
        model(torch.zeros(4, 20))
    assert "load-without-mode" not in told(run)


def test_training_goes_on_from_loaded_weights() -> None:
    with everything() as run:
        model = restored()
        optimizer = sgd(model)
        for x, y in batches(3):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
    assert "load-without-mode" not in told(run)
