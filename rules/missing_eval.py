"""missing-eval: evaluation with dropout on and batch statistics moving."""

from __future__ import annotations

from lintrain.events import Forward
from lintrain.findings import Severity
from lintrain.protocol import ModelState, Training
from lintrain.rule import StateRule, Verdict, Witness


class MissingEval(StateRule[ModelState, Forward]):
    """A model is evaluated, or predicts, while it is still in training mode.

    What it does
    ------------
    Reports a forward pass of an evaluation (validation, test, prediction; under `torch.no_grad()`,
    `torch.inference_mode()` or `set_grad_enabled(False)`) that certainly runs in training mode: the
    model was trained before in the code that can be seen, or was just built and had its weights
    restored, and no path from there to the evaluation calls `eval()`.

    Why is this bad?
    ----------------
    Dropout and BatchNorm work differently in training. Dropout goes on deleting activations at
    random, so that the score is too low and changes from one run to the next. BatchNorm normalises
    each sample by the batch it happens to arrive in, so that a prediction depends on its
    neighbours; and each evaluation batch moves the running statistics, by which data of the
    validation set leak into the model. `torch.no_grad()` does not help: it switches gradients off,
    not modes. No error is raised. A wrong number is reported, and the wrong checkpoint may be kept
    as the best.

    Example
    -------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 4))

        def forward(self, x):
            return self.net(x)


    def fit(train_loader, val_loader, epochs):
        model = Net()
        criterion = nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for epoch in range(epochs):
            model.train()
            for x, y in train_loader:
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
            val_loss = 0.0
            with torch.no_grad():
                for x, y in val_loader:
                    output = model(x)
                    val_loss += criterion(output, y).item()
            print(epoch, val_loss / len(val_loader))


    torch.manual_seed(0)
    batches = [(torch.randn(32, 16), torch.randint(0, 4, (32,))) for _ in range(6)]
    fit(batches[:4], batches[4:], epochs=2)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn


    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 4))

        def forward(self, x):
            return self.net(x)


    def fit(train_loader, val_loader, epochs):
        model = Net()
        criterion = nn.CrossEntropyLoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for epoch in range(epochs):
            model.train()
            for x, y in train_loader:
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
            val_loss = 0.0
            model.eval()
            with torch.no_grad():
                for x, y in val_loader:
                    output = model(x)
                    val_loss += criterion(output, y).item()
            print(epoch, val_loss / len(val_loader))


    torch.manual_seed(0)
    batches = [(torch.randn(32, 16), torch.randint(0, 4, (32,))) for _ in range(6)]
    fit(batches[:4], batches[4:], epochs=2)
    ```

    Fix safety
    ----------
    The fix is safe. It inserts `model.eval()` directly before the evaluation. Where training goes
    on afterwards, in a loop around it, further down or in a caller, and nothing there calls
    `train()`, it inserts `model.train()` directly behind the evaluation too, so that training goes
    on in the mode in which it began. The weights that training produces can change where
    BatchNorm's statistics no longer take in the validation data; that is the repair.

    Nothing is changed where one piece of code serves training and evaluation: a backward stands in
    it, or a flag tells them apart, as in `set_grad_enabled(train)` or
    `_run_epoch(loader, train=False)`. There `model.train(train)`, before the loop, is right. Nor is
    anything changed where the model has no name at the evaluation or is chosen inside it, or where
    `train()` is needed behind an evaluation that a `return`, a `yield` or the `break` or `continue`
    of an outer loop leaves from its inside.

    At run time
    -----------
    The mode of every layer is known at each forward pass. The predicate holds for one without
    gradients, in training mode, of a model that was trained before in this run, if something shows
    that it is an evaluation: the function that calls it is named so (`validate`, `test_epoch`), its
    data come from another loader than those of the training, or a loss is computed from it twice or
    more in a row. Silent for a model none of whose layers minds the mode, and for single layers
    that are in training mode inside a model that is not; for results that nobody takes, as where
    batch statistics are measured anew; and for a loss on the very batch that was trained on last.

    Exceptions
    ----------
    Silent when the caller, a helper or a context manager has set the mode; for `train(False)` and
    `train(flag)`; when the model has no layer that knows modes; when the model comes from elsewhere
    and no `train()` is in sight, or from `from_pretrained()`, which returns eval mode; when an
    unknown function receives the model in between; for a copy or a moving average in eval mode; and
    in frameworks that set the mode themselves (Lightning, the `Trainer` of Hugging Face, ignite).

    Some programs run in training mode without gradients on purpose, and are left alone: Monte Carlo
    dropout, generators in the manner of pix2pix, sampling from a GAN during training, estimating
    BatchNorm's statistics anew, teachers and momentum encoders inside a training step, rollouts of
    a policy, test-time training.

    References
    ----------
    - S. Ioffe and C. Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing
      Internal Covariate Shift", ICML 2015, section 3.1 (training and inference differ),
      https://arxiv.org/abs/1502.03167
    - N. Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting",
      JMLR 15, 2014, https://jmlr.org/papers/v15/srivastava14a.html
    - PyTorch, `torch.nn.Module.eval`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval
    - PyTorch, "Autograd mechanics", on evaluation mode and locally disabled gradients,
      https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval
    """

    code = "LT601"
    name = "missing-eval"
    severity = Severity.ERROR
    screen = (
        (b"no_grad", b"inference_mode", b"set_grad_enabled", b"val", b"test", b"eval"),
        (b"backward", b"load_state_dict"),
        (b"backward", b"no_grad", b"inference_mode", b"set_grad_enabled"),
    )
    event = Forward

    def concerns(self, before: ModelState, event: Forward) -> bool:
        known = before.trained is not None or (
            before.loaded is not None and bool(event.sensitive) and not event.grad
        )
        return known and event.evaluation is not None

    def violates(self, before: ModelState, event: Forward) -> bool:
        if before.mode is not Training.TRAIN:
            return False
        if before.set_by is not None and before.set_by.deliberate:
            return False
        # A model that cannot be resolved may have no layer that minds: then somebody must have said train().
        return bool(event.sensitive) if event.sensitive is not None else before.set_by is not None

    def verdict(self, before: ModelState, event: Forward) -> Verdict:
        layers = ", ".join(f"`{layer}`" for layer in event.sensitive or ())
        witness = []
        if before.set_by is not None:
            witness.append(
                Witness("train", before.set_by.at, "training mode is set here", before.set_by.text)
            )
        if before.trained is not None:
            witness.append(Witness("backward", before.trained, "the model is trained here"))
        elif before.loaded is not None:
            witness.append(Witness("load", before.loaded, "its weights are restored here"))
        if event.region is not None:
            witness.append(Witness("region", event.region, "", event.text))
        evaluation = event.evaluation or ""
        where = f" {'in' if evaluation.endswith('()') else 'on'} `{evaluation}`" if evaluation else ""
        because = f": {layers} {'behave' if ', ' in layers else 'behaves'} differently" if layers else ""
        return Verdict(
            event.at,
            f"`{event.text}` is evaluated{where} in training mode{because}",
            f"Call `{event.text}.eval()` before the evaluation, "
            f"and `{event.text}.train()` before training goes on.",
            tuple(witness),
        )
