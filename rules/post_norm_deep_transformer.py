"""post-norm-deep-transformer: a deep stack that needs a warm-up and gets none."""

from __future__ import annotations

from lintrain.architecture import PostNorm
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness

DEEP = 6
"""So many layers had the transformer whose training Xiong et al. found to fail without a warm-up."""


class PostNormDeepTransformer(StateRule[None, PostNorm]):
    """A deep transformer normalises behind the residual sum and is trained without a warm-up.

    What it does
    ------------
    Reports an `nn.TransformerEncoder`, `nn.TransformerDecoder` or `nn.Transformer` of six layers or
    more whose layers keep the default `norm_first=False`, in a file that trains and in which
    nothing changes the learning rate.

    Why is this bad?
    ----------------
    With the normalisation behind the residual sum the gradients of the last layers are large at the
    beginning, whatever the depth. A full learning rate then throws the model out of reach: the loss
    stays where it began, or diverges. A warm-up over some thousand steps is what made these models
    trainable; with the normalisation before each sub-layer none is needed, and training is
    faster.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(d_model=16, nhead=2, dim_feedforward=32, batch_first=True)
    encoder = nn.TransformerEncoder(layer, num_layers=12)
    head = nn.Linear(16, 4)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.01)

    for _ in range(4):
        x, y = torch.randn(8, 5, 16), torch.randint(0, 4, (8,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(head(encoder(x).mean(1)), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    layer = nn.TransformerEncoderLayer(
        d_model=16, nhead=2, dim_feedforward=32, batch_first=True, norm_first=True
    )
    encoder = nn.TransformerEncoder(layer, num_layers=12, norm=nn.LayerNorm(16))
    head = nn.Linear(16, 4)
    optimizer = torch.optim.SGD([*encoder.parameters(), *head.parameters()], lr=0.01)

    for _ in range(4):
        x, y = torch.randn(8, 5, 16), torch.randint(0, 4, (8,))
        optimizer.zero_grad()
        loss = nn.functional.cross_entropy(head(encoder(x).mean(1)), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    There is no fix. Pass `norm_first=True`, with a normalisation behind the last layer, or raise
    the learning rate slowly: which of the two is a question of what was trained before.

    At run time
    -----------
    The layers of a model are counted at the fourth step of its optimizer, if its rate is still the one
    that the optimizer was built with and no schedule of PyTorch belongs to it. What it leads to is
    measured by other rules, exploding-gradients above all.

    Exceptions
    ----------
    Off by default: a small learning rate or a careful initialisation helps as well. Silent where
    the file speaks of a schedule or sets a learning rate by hand, where it does not train, where
    the depth is no number, and for transformers of other libraries.

    References
    ----------
    - R. Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020,
      https://arxiv.org/abs/2002.04745
    - L. Liu et al., "Understanding the Difficulty of Training Transformers", EMNLP 2020,
      https://arxiv.org/abs/2004.08249
    - PyTorch, `torch.nn.TransformerEncoderLayer` (`norm_first`),
      https://docs.pytorch.org/docs/stable/generated/torch.nn.TransformerEncoderLayer.html
    """

    code = "LT708"
    name = "post-norm-deep-transformer"
    severity = Severity.ADVICE
    default = False
    screen = ((b"Transformer",), (b"backward",), (b"step",))
    event = PostNorm

    def concerns(self, before: None, event: PostNorm) -> bool:
        return event.trained and not event.warmed

    def violates(self, before: None, event: PostNorm) -> bool:
        return event.depth >= DEEP

    def verdict(self, before: None, event: PostNorm) -> Verdict:
        layer = event.layer_at
        shown = layer is not None and layer != event.at
        return Verdict(
            event.at,
            f"{event.depth} layers that normalise behind the residual sum are trained without a warm-up",
            "Pass `norm_first=True`, or raise the learning rate slowly.",
            (Witness("layer", layer, "the layer is built here"),) if shown and layer is not None else (),
        )
