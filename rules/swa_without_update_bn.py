"""swa-without-update-bn: averaged weights with the batch-norm statistics of others."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.upkeep import AveragedForward


class SwaWithoutUpdateBn(StateRule[None, AveragedForward]):
    """A model with averaged weights is evaluated with batch-norm statistics that belong to other weights.

    What it does
    ------------
    Looks for `torch.optim.swa_utils.AveragedModel` over a model with BatchNorm layers that takes the
    average of the weights (stochastic weight averaging, SWA), and is then evaluated, although its
    statistics were never measured with the averaged weights (`update_bn`).

    Why is this bad?
    ----------------
    The average is taken of the weights alone. No model with these weights has ever been run, so that
    the running means and variances in the BatchNorm layers are those of the last model that went
    into the average, whose activations are distributed otherwise. Every layer normalises by the
    wrong numbers, and the averaged model scores worse than it is, often worse than the models that
    it averages: SWA seems not to work. One pass over the training data repairs it.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.optim.swa_utils import AveragedModel


    def train(loader, held_out, epochs):
        model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
        swa_model = AveragedModel(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        for epoch in range(epochs):
            for x, y in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()
            swa_model.update_parameters(model)
        swa_model.eval()
        with torch.no_grad():
            return [swa_model(x).argmax(1) for x in held_out]


    torch.manual_seed(0)
    batches = [(torch.randn(16, 8), torch.randint(0, 2, (16,))) for _ in range(4)]
    train(batches, [torch.randn(16, 8)], epochs=3)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.optim.swa_utils import AveragedModel, update_bn


    def train(loader, held_out, epochs):
        model = nn.Sequential(nn.Linear(8, 16), nn.BatchNorm1d(16), nn.ReLU(), nn.Linear(16, 2))
        swa_model = AveragedModel(model)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        for epoch in range(epochs):
            for x, y in loader:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()
            swa_model.update_parameters(model)
        update_bn(loader, swa_model)
        swa_model.eval()
        with torch.no_grad():
            return [swa_model(x).argmax(1) for x in held_out]


    torch.manual_seed(0)
    batches = [(torch.randn(16, 8), torch.randint(0, 2, (16,))) for _ in range(4)]
    train(batches, [torch.randn(16, 8)], epochs=3)
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `torch.optim.swa_utils.update_bn(loader, swa_model)` before the
    evaluation, or before its `swa_model.eval()`, with the loader of the training loop and the device
    that its batches are moved to. That changes the statistics of the averaged model alone, and takes
    one pass over the training data.

    Nothing is changed where no training loop over `(input, ...)` pairs stands in the same function,
    or where its loader is made in place: `update_bn` feeds the first item of each batch to the model.

    At run time
    -----------
    The averaged model's updates and forward passes are seen, and so is the mode of its BatchNorm
    layers: a pass in training mode measures the statistics. The predicate holds for a forward pass
    in evaluation mode after two or more updates; of a single one, the average is that model itself.

    Exceptions
    ----------
    Silent for models without BatchNorm, and for models that cannot be resolved; for moving averages
    (`get_ema_multi_avg_fn`, an `avg_fn` of one's own), which stay close to the model whose
    statistics they have; with `use_buffers=True`, which averages the statistics too; and where
    anything in the file may measure them: `update_bn`, a forward pass in training mode, a function
    that cannot be seen.

    References
    ----------
    - P. Izmailov et al., "Averaging Weights Leads to Wider Optima and Better Generalization", UAI
      2018, section 3.2 (batch normalization), https://arxiv.org/abs/1803.05407
    - PyTorch, `torch.optim`, "Taking care of batch normalization",
      https://docs.pytorch.org/docs/stable/optim.html#taking-care-of-batch-normalization
    """

    code = "LT907"
    name = "swa-without-update-bn"
    severity = Severity.ERROR
    screen = ((b"AveragedModel",), (b"update_parameters",))
    event = AveragedForward

    def violates(self, before: None, event: AveragedForward) -> bool:
        return not event.measured

    def verdict(self, before: None, event: AveragedForward) -> Verdict:
        loop = (Witness("loop", event.loop, "", event.device),) if event.loop is not None else ()
        return Verdict(
            event.at,
            f"the averaged model is evaluated with {event.layers[0]} statistics of other weights",
            "Call `torch.optim.swa_utils.update_bn(train_loader, swa_model)` before evaluating it.",
            (
                Witness("updated", event.updated, "takes the average of the weights alone", event.text),
                *loop,
            ),
        )
