"""backward-without-step: gradients that are made, cleared and never used."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.leftovers import Unstepped
from lintrain.rule import StateRule, Verdict, Witness


class BackwardWithoutStep(StateRule[None, Unstepped]):
    """An optimizer is cleared in the training loop, its gradients are made, and it never steps.

    What it does
    ------------
    Looks for an optimizer of PyTorch that a function or a script builds for itself and clears in a
    loop that goes backward, and that nothing ever steps: no call of `step`, no scaler, no closure,
    and nobody is handed the optimizer who might.

    Why is this bad?
    ----------------
    The network that it holds stays as it was initialised. The loss is computed, differentiated and
    printed, at full cost. With one network nothing is learned, which is seen at last; with two, as
    in a GAN, the other one learns against an opponent of random weights, its loss falls
    beautifully, and the results are bad for reasons that nobody looks for there.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    real = torch.randn(256, 8)
    generator = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 8))
    critic = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    optimizer_c = torch.optim.Adam(critic.parameters(), lr=2e-4)

    for x in real.split(16):
        fake = generator(torch.randn(len(x), 8))
        optimizer_c.zero_grad()
        loss_c = critic(fake.detach()).mean() - critic(x).mean()
        loss_c.backward()
        optimizer_g.zero_grad()
        loss_g = -critic(fake).mean()
        loss_g.backward()
        optimizer_g.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    real = torch.randn(256, 8)
    generator = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 8))
    critic = nn.Sequential(nn.Linear(8, 32), nn.ReLU(), nn.Linear(32, 1))
    optimizer_g = torch.optim.Adam(generator.parameters(), lr=2e-4)
    optimizer_c = torch.optim.Adam(critic.parameters(), lr=2e-4)

    for x in real.split(16):
        fake = generator(torch.randn(len(x), 8))
        optimizer_c.zero_grad()
        loss_c = critic(fake.detach()).mean() - critic(x).mean()
        loss_c.backward()
        optimizer_c.step()
        optimizer_g.zero_grad()
        loss_g = -critic(fake).mean()
        loss_g.backward()
        optimizer_g.step()
    ```

    Fix safety
    ----------
    There is no fix. Call `step()` after the backward, where the scheme of the training wants it.

    At run time
    -----------
    The clears of each optimizer are counted that throw away gradients nobody has used. Told at the
    end of a run that was not cut short, of an optimizer with five or more of them that has never
    stepped and whose parameters nobody has changed.

    Exceptions
    ----------
    Silent for

    - optimizers that are parameters, attributes, returned or handed to code that cannot be seen:
      somebody else may step them;
    - weights that are updated by hand, hooks, and all code that reads `.grad`: adversarial
      examples, saliency, gradient penalties;
    - a second optimizer over the same parameters, which serves to clear them;
    - functions that measure speed or memory, or look at gradients, by their names.

    References
    ----------
    - PyTorch, "Optimizing model parameters" (zero the gradients, backpropagate, step),
      https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html
    - I. Goodfellow et al., "Generative Adversarial Nets", NeurIPS 2014, algorithm 1 (both players
      are updated), https://arxiv.org/abs/1406.2661
    """

    code = "LT106"
    name = "backward-without-step"
    severity = Severity.ERROR
    screen = ((b"backward",), (b"zero_grad",), (b"optim",))
    event = Unstepped

    def violates(self, before: None, event: Unstepped) -> bool:
        return True

    def verdict(self, before: None, event: Unstepped) -> Verdict:
        places = (
            ("built", event.built, "the optimizer is built here"),
            ("backward", event.backward, "gradients are made here"),
        )
        return Verdict(
            event.at,
            f"`{event.text}` is cleared in every pass and never steps: its parameters are not trained",
            f"Call `{event.text}.step()` after the backward.",
            tuple(Witness(role, at, label) for role, at, label in places if at is not None),
        )
