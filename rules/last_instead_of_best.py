"""last-instead-of-best: early stopping that goes on with the weights it has rejected."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.upkeep import StoppedEarly


class LastInsteadOfBest(StateRule[None, StoppedEarly]):
    """A training stops because its score no longer improves, and goes on to use its last weights.

    What it does
    ------------
    Reports early stopping that counts epochs without improvement and leaves the loop, keeps the best
    score and not the weights that it belongs to, and uses, saves or returns the model afterwards.

    Why is this bad?
    ----------------
    With a patience of ten, the loop is left ten epochs after the best one: the model that is used is
    by construction one that was found worse, ten times in a row. What early stopping is for, the
    weights before overfitting sets in, is thrown away, and the best score that was printed is not
    that of the model.

    Example
    -------
    ```python
    import torch
    from torch import nn


    def fit(model, batches, held_out, epochs, patience=3):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        best_loss, waited = float("inf"), 0
        for epoch in range(epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                val_loss = nn.functional.mse_loss(model(held_out[0]), held_out[1]).item()
            if val_loss < best_loss:
                best_loss, waited = val_loss, 0
            else:
                waited += 1
                if waited >= patience:
                    break
        return model


    torch.manual_seed(0)
    data = [(torch.randn(16, 8), torch.randn(16, 1)) for _ in range(5)]
    fit(nn.Linear(8, 1), data[:4], data[4], epochs=50)
    ```

    Use instead
    -----------
    ```python
    import copy

    import torch
    from torch import nn


    def fit(model, batches, held_out, epochs, patience=3):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        best_loss, best_state, waited = float("inf"), None, 0
        for epoch in range(epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                val_loss = nn.functional.mse_loss(model(held_out[0]), held_out[1]).item()
            if val_loss < best_loss:
                best_loss, waited = val_loss, 0
                best_state = copy.deepcopy(model.state_dict())
            else:
                waited += 1
                if waited >= patience:
                    break
        model.load_state_dict(best_state)
        return model


    torch.manual_seed(0)
    data = [(torch.randn(16, 8), torch.randn(16, 1)) for _ in range(5)]
    fit(nn.Linear(8, 1), data[:4], data[4], epochs=50)
    ```

    Fix safety
    ----------
    There is no fix. Where the best weights are to be kept, in memory or in a file, and whether they
    are to be restored, is a decision about the program.

    At run time
    -----------
    Not judged: a run of a few steps does not come to the end of a training.

    Exceptions
    ----------
    Silent where anything in the function keeps weights, or may: it saves, copies or loads something,
    or hands the model to code that cannot be seen; where the model is not used in the function after
    the loop; where several models are trained; and where nothing shows that a best score is kept. Off
    by default: with a small patience the difference may be small too.

    References
    ----------
    - L. Prechelt, "Early Stopping - But When?", in: Neural Networks: Tricks of the Trade, 1998
      (training is stopped, and the weights of the lowest validation error are used)
    - I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning", MIT Press 2016, algorithm 7.1,
      https://www.deeplearningbook.org/contents/regularization.html
    """

    code = "LT905"
    name = "last-instead-of-best"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"backward",), (b"break", b"return"), (b"best", b"lowest"))
    event = StoppedEarly

    def violates(self, before: None, event: StoppedEarly) -> bool:
        return not event.kept

    def verdict(self, before: None, event: StoppedEarly) -> Verdict:
        return Verdict(
            event.at,
            f"the training stops here, with weights of `{event.model}` that are not its best",
            "Keep a copy of the best weights, and load it after the loop.",
            (Witness("used", event.used, "the last weights are used"),),
        )
