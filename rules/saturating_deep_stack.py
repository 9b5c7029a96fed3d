"""saturating-deep-stack: gradients that shrink with every layer."""

from __future__ import annotations

from lintrain.architecture import Saturating
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict

DEEP = 20
"""Of more layers that saturate, and nothing that helps, the first ones hardly get a gradient."""


class SaturatingDeepStack(StateRule[None, Saturating]):
    """More than twenty layers of sigmoid or tanh stand behind each other, and nothing normalises.

    What it does
    ------------
    Reports an `nn.Sequential` with more than 20 `nn.Sigmoid` or `nn.Tanh` layers and no
    normalisation, listed one by one or made by a loop of known length. All of its layers have to be
    known.

    Why is this bad?
    ----------------
    On its way back the gradient is multiplied by the slope of each activation. That of the sigmoid is
    a quarter at most: behind 20 layers less than one part in a million millions is left, unless the
    weights make up for it. Tanh has slope one at zero alone, and saturates on either side. The first
    layers are then not trained, the loss stands still, and no error is raised. ReLU has slope one
    wherever it is active; normalisation keeps the activations where the slope is large; a residual
    connection leads the gradient around.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    layers = []
    for _ in range(24):
        layers += [nn.Linear(16, 16), nn.Tanh()]
    model = nn.Sequential(*layers, nn.Linear(16, 4))
    for layer in model:
        if isinstance(layer, nn.Linear):
            nn.init.xavier_normal_(layer.weight, gain=5 / 3)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    for _ in range(3):
        x, y = torch.randn(32, 16), torch.randint(0, 4, (32,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    layers = []
    for _ in range(24):
        layers += [nn.Linear(16, 16), nn.LayerNorm(16), nn.Tanh()]
    model = nn.Sequential(*layers, nn.Linear(16, 4))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)

    for _ in range(3):
        x, y = torch.randn(32, 16), torch.randint(0, 4, (32,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Use ReLU or GELU, normalise between the layers, or lead around them in blocks of
    two or three: each makes another model.

    At run time
    -----------
    The layers of each `nn.Sequential` in a model are counted when it is first called for training, in
    the same way. Whether the gradients do vanish is measured by vanishing-gradients.

    Exceptions
    ----------
    Off by default: deep stacks of tanh can be trained from weights that are drawn with care. Silent
    for programs that speak of orthogonal weights, where a layer is of a class that torch does not
    have, and where the number of layers is not written out. Gates, as of recurrent layers and of
    squeeze-and-excitation, do not stand in one stack.

    References
    ----------
    - X. Glorot and Y. Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural
      Networks", AISTATS 2010, https://proceedings.mlr.press/v9/glorot10a.html
    - J. Pennington et al., "Resurrecting the Sigmoid in Deep Learning through Dynamical Isometry",
      NeurIPS 2017, https://arxiv.org/abs/1711.04735
    - K. He et al., "Deep Residual Learning for Image Recognition", CVPR 2016,
      https://arxiv.org/abs/1512.03385
    """

    code = "LT703"
    name = "saturating-deep-stack"
    severity = Severity.ADVICE
    default = False
    screen = ((b"Sequential",), (b"Sigmoid", b"Tanh"))
    event = Saturating

    def violates(self, before: None, event: Saturating) -> bool:
        return event.depth > DEEP

    def verdict(self, before: None, event: Saturating) -> Verdict:
        kinds = " and ".join(f"`{kind}`" for kind in event.kinds)
        return Verdict(
            event.at,
            f"{event.depth} layers of {kinds} behind each other, without any normalisation",
            "Use ReLU, normalise between the layers, or add residual connections.",
        )
