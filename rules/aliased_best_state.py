"""aliased-best-state: the best weights go on changing with the model."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.upkeep import WeightsKept


class AliasedBestState(StateRule[None, WeightsKept]):
    """The weights that are kept as the best are the model's own, and go on changing with it.

    What it does
    ------------
    Reports a name that is bound to a model's weights without a copy of the tensors, where training
    goes on afterwards, and the name is then loaded, saved or returned. `state_dict()` is no copy,
    nor are its `.copy()`, `dict(...)`, `copy.copy(...)` or `{k: v for k, v in ...items()}`, nor
    `{k: v.cpu() ...}` of a model that never leaves the CPU, nor `best_model = model`. An object of
    the project that is shown the model after each epoch, and keeps its weights, is followed.

    Why is this bad?
    ----------------
    The tensors in a state dict are the parameters themselves, and the optimizer changes them in
    place. The best epoch's weights become those of the next epoch and at last of the final one:
    `model.load_state_dict(best)` then loads the model into itself and does nothing. No error is
    raised. The score of the best epoch is reported, and the model that is published has another
    one; early stopping waits for nothing, and returns the epoch that it stopped at.

    Example
    -------
    ```python
    import torch
    from torch import nn


    def fit(model, batches, held_out, epochs):
        criterion = nn.MSELoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        best_loss, best_state = float("inf"), None
        for epoch in range(epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                val_loss = criterion(model(held_out[0]), held_out[1]).item()
            if val_loss < best_loss:
                best_loss = val_loss
                best_state = model.state_dict()
        model.load_state_dict(best_state)
        return model


    torch.manual_seed(0)
    data = [(torch.randn(16, 8), torch.randn(16, 1)) for _ in range(5)]
    fit(nn.Linear(8, 1), data[:4], data[4], epochs=5)
    ```

    Use instead
    -----------
    ```python
    import copy

    import torch
    from torch import nn


    def fit(model, batches, held_out, epochs):
        criterion = nn.MSELoss()
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        best_loss, best_state = float("inf"), None
        for epoch in range(epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = criterion(model(x), y)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                val_loss = criterion(model(held_out[0]), held_out[1]).item()
            if val_loss < best_loss:
                best_loss = val_loss
                best_state = copy.deepcopy(model.state_dict())
        model.load_state_dict(best_state)
        return model


    torch.manual_seed(0)
    data = [(torch.randn(16, 8), torch.randn(16, 1)) for _ in range(5)]
    fit(nn.Linear(8, 1), data[:4], data[4], epochs=5)
    ```

    Fix safety
    ----------
    The fix is safe. It writes `copy.deepcopy(...)` around the state dict (or the model), in place of
    a shallow copy where there is one, and adds `import copy` where the file has not imported it.
    What is loaded, saved or returned at the end is what was meant to be kept. It takes memory for
    one more set of weights.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    Not judged: whoever keeps a reference to a tensor makes no call that could be seen.

    Exceptions
    ----------
    Silent for copies (`copy.deepcopy`, `{k: v.clone() ...}`, `.detach().cpu().clone()`); for
    weights that are written to a file at once, or under the condition under which they are kept;
    where the loop is left as soon as they are kept; where they are kept in every epoch, or in the
    last one; where the model is built anew before training goes on, as for each fold of a
    cross-validation; and for `{k: v.cpu() ...}` in a file that speaks of devices, since from a GPU
    that is a copy.

    References
    ----------
    - PyTorch, "Saving and Loading Models" ("`best_model_state = model.state_dict()` returns a
      reference to the state and not its copy!"),
      https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html
    - L. Prechelt, "Early Stopping - But When?", in: Neural Networks: Tricks of the Trade, 1998
      (what is to be restored is the state with the least validation error)
    """

    code = "LT902"
    name = "aliased-best-state"
    severity = Severity.ERROR
    runtime = False
    screen = ((b"state_dict", b"best"), (b"backward",))
    event = WeightsKept

    def violates(self, before: None, event: WeightsKept) -> bool:
        return event.trained is not None and event.read is not None

    def verdict(self, before: None, event: WeightsKept) -> Verdict:
        assert event.trained is not None and event.read is not None  # asked by violates
        return Verdict(
            event.at,
            f"`{event.text}` holds the weights of `{event.model}` themselves, and training changes them",
            "Keep a copy: `copy.deepcopy(...)`.",
            (
                Witness("state", event.state, ""),
                Witness("trained", event.trained, "training goes on, and changes them in place"),
                Witness("read", event.read, "read here, they are those of the last step"),
            ),
        )
