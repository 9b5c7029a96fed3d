"""weight-decay-on-norm: decay pulls scales to zero that are there to be near one."""

from __future__ import annotations

from lintrain.events import OptimizerBuilt
from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness


class WeightDecayOnNorm(StateRule[None, OptimizerBuilt]):
    """Weight decay acts on the scales, shifts and biases of a model with normalisation layers.

    What it does
    ------------
    Reports an optimizer that receives all parameters of a model in one group, with a weight decay
    that is certainly not zero, when the model certainly holds normalisation layers with parameters
    of their own (BatchNorm, LayerNorm, GroupNorm, RMSNorm, affine InstanceNorm, or a layer that
    contains one, such as `nn.TransformerEncoderLayer`). `AdamW` decays by 0.01 when it is not told
    otherwise, so that `AdamW(model.parameters())` is enough.

    Why is this bad?
    ----------------
    Weight decay pulls parameters towards zero, to keep the function that the network computes a
    simple one. For the matrices of linear and convolutional layers that is a sensible wish. The
    scale of a normalisation layer starts at one and sets how strong a signal leaves the layer:
    pulled towards zero, it fades the signal and, in a residual network, closes the branch. Shifts
    and biases add no complexity that decay could save. These are a small part of the parameters, so
    nothing fails: the model is merely a little worse than its recipe promises, and what it loses
    depends on the learning rate. Published recipes leave norms and biases out.

    Example
    -------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Linear(16, 64)
            self.norm = nn.LayerNorm(64)
            self.head = nn.Linear(64, 4)

        def forward(self, x):
            return self.head(self.norm(torch.relu(self.embed(x))))


    torch.manual_seed(0)
    model = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)

    for step in range(100):
        x, y = torch.randn(32, 16), torch.randint(0, 4, (32,))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Linear(16, 64)
            self.norm = nn.LayerNorm(64)
            self.head = nn.Linear(64, 4)

        def forward(self, x):
            return self.head(self.norm(torch.relu(self.embed(x))))


    torch.manual_seed(0)
    model = Net()
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=1e-3, weight_decay=0.1)

    for step in range(100):
        x, y = torch.randn(32, 16), torch.randint(0, 4, (32,))
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix splits the parameters into two groups by their number of dimensions: matrices and
    kernels keep the decay, vectors and scalars (scales, shifts, biases) get none. Splitting by
    dimension, unlike a list of names, does not miss a layer that is called otherwise. A filter on
    the parameters, such as `requires_grad`, is kept in both groups; where they are chosen in
    another way, nothing is changed.

    It is safe when the file restores no optimizer state. It is unsafe when the file resumes
    training (a `load_state_dict()` on anything but the model, or an optimizer handed to a function
    that loads, resumes or restores): the state of an optimizer is saved by group, and a checkpoint
    with one group does not load into an optimizer with two. It is also unsafe when the file writes
    to one of `optimizer.param_groups`, as in `optimizer.param_groups[0]["lr"] = lr`: the second
    group would be left out. Code that only reads the first group, to log its learning rate, stays
    right.

    At run time
    -----------
    When an optimizer is about to make its first step, its groups are compared with the layers of the
    models that were called. The predicate holds when a group whose weight decay is not zero holds
    trainable parameters of a normalisation layer next to matrices. A class of one's own counts as
    such a layer when its name ends in `Norm` and it has vectors only. A run also sees what the source
    does not show: groups that were split by names that no parameter bears, and models that come from
    elsewhere.

    Exceptions
    ----------
    Silent for a decay of zero or an unknown one (`weight_decay=args.weight_decay`), for Adam and
    SGD without `weight_decay`, for parameters that are already split into groups (by name, by
    dimension, by a helper such as timm's `param_groups_weight_decay`), for an optimizer over a part
    of the model, for models that come from elsewhere, and for norms without parameters
    (`affine=False`, `elementwise_affine=False`).

    SGD over a model with BatchNorm is silent as well: the classic recipes for image classification
    decay everything, and their learning rates are tuned for it.

    References
    ----------
    - I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
      https://arxiv.org/abs/1711.05101
    - P. Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017, section
      5.1 (no decay on the coefficients of BatchNorm), https://arxiv.org/abs/1706.02677
    - T. He et al., "Bag of Tricks for Image Classification with Convolutional Neural Networks",
      CVPR 2019, section 3.1 ("No bias decay"), https://arxiv.org/abs/1812.01187
    - PyTorch, `torch.optim.AdamW`,
      https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html
    """

    code = "LT501"
    name = "weight-decay-on-norm"
    severity = Severity.WARNING
    screen = (
        (b"parameters",),
        (b"weight_decay", b"AdamW"),
        (b"Norm", b"Transformer", b"torchvision", b"timm", b"transformers"),
    )
    event = OptimizerBuilt

    def violates(self, before: None, event: OptimizerBuilt) -> bool:
        # SGD over batch norm is the vision recipe of ten years, decay on everything included.
        recipe = event.kind in ("SGD", "RMSprop") and any("BatchNorm" in norm for norm in event.norms)
        return event.decay is not None and bool(event.norms) and not recipe

    def verdict(self, before: None, event: OptimizerBuilt) -> Verdict:
        norms = ", ".join(f"`{norm}`" for norm in event.norms)
        own = (
            f"`{event.kind}` decays by {event.decay} unless told otherwise"
            if event.default_decay
            else f"decay {event.decay}"
        )
        witness = (
            (Witness("norm", event.norm_at, "this layer's scale and shift are decayed too"),)
            if event.norm_at
            else ()
        )
        return Verdict(
            event.at,
            f"weight decay is applied to the parameters of {norms} and to all biases ({own})",
            "Put parameters with fewer than two dimensions into a group with `weight_decay` 0.",
            witness,
        )
