"""incomplete-checkpoint: a training that goes on with weights alone."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.upkeep import CheckpointSaved


class IncompleteCheckpoint(StateRule[None, CheckpointSaved]):
    """A checkpoint to go on from holds the weights, and not the state of what changes them.

    What it does
    ------------
    Reports `torch.save` of a dict with a model's weights and a count of epochs or steps, in a file that
    resumes its training, where the optimizer, the learning-rate schedule or the gradient scaler
    that takes part in the training is not in the dict.

    Why is this bad?
    ----------------
    Adam keeps two moments for each weight, SGD a momentum; a schedule keeps where it is, a scaler its
    scale. A training that is resumed without them begins with moments of zero at full learning
    rate: the first steps are as large as those of a new training, but from weights that need small
    ones. The loss jumps, sometimes for good, and a resumed run is no longer the run that was
    interrupted. The schedule starts its warmup again.

    Example
    -------
    ```python
    import io

    import torch
    from torch import nn


    def train(model, batches, epochs, checkpoint=None, stream=None):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        start_epoch = 0
        if checkpoint is not None:
            model.load_state_dict(checkpoint["model"])
            start_epoch = checkpoint["epoch"] + 1
        for epoch in range(start_epoch, epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()
            torch.save({"epoch": epoch, "model": model.state_dict()}, stream)


    torch.manual_seed(0)
    train(nn.Linear(4, 1), [(torch.randn(8, 4), torch.randn(8, 1))], 3, stream=io.BytesIO())
    ```

    Use instead
    -----------
    ```python
    import io

    import torch
    from torch import nn


    def train(model, batches, epochs, checkpoint=None, stream=None):
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        start_epoch = 0
        if checkpoint is not None:
            model.load_state_dict(checkpoint["model"])
            optimizer.load_state_dict(checkpoint["optimizer"])
            start_epoch = checkpoint["epoch"] + 1
        for epoch in range(start_epoch, epochs):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()
            state = {"epoch": epoch, "model": model.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save(state, stream)


    torch.manual_seed(0)
    train(nn.Linear(4, 1), [(torch.randn(8, 4), torch.randn(8, 1))], 3, stream=io.BytesIO())
    ```

    Fix safety
    ----------
    The fix is unsafe. It adds the missing states to the dict that is saved, under keys like that of
    the model. Loading them is left to you: old checkpoints do not have the keys, and the file grows
    (Adam's two moments take twice the room of the weights).

    At run time
    -----------
    Not judged: what is written to a file may be an export as well as a checkpoint.

    Exceptions
    ----------
    Silent for weights alone, without a count; in files that never resume; where another checkpoint
    of the file holds an optimizer's state, as where `best.pt` stands beside `last.pt`; for dicts that
    are not written in one piece; and for SGD without momentum, which has no state. Off by default:
    some trainings start with a new optimizer on purpose, as for a fine-tuning.

    References
    ----------
    - PyTorch, "Saving and Loading a General Checkpoint" ("It is important to also save the
      optimizer's state_dict, as this contains buffers and parameters that are updated as the model
      trains"), https://docs.pytorch.org/tutorials/recipes/recipes/saving_and_loading_a_general_checkpoint.html
    - D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015 (moments that
      start at zero, and their correction), https://arxiv.org/abs/1412.6980
    """

    code = "LT901"
    name = "incomplete-checkpoint"
    severity = Severity.ADVICE
    default = False
    runtime = False
    screen = ((b"torch",), (b"save",), (b"state_dict",), (b"step",))
    event = CheckpointSaved

    def violates(self, before: None, event: CheckpointSaved) -> bool:
        return bool(event.lacks)

    def verdict(self, before: None, event: CheckpointSaved) -> Verdict:
        lacks = " and ".join(f"`{name}`" for name in event.lacks)
        return Verdict(
            event.at,
            f"the checkpoint counts how far the training is, and lacks the state of {lacks}",
            "Save, and load, the state of everything that the training changes.",
            (Witness("display", event.display, "", " ".join(event.lacks)),),
        )
