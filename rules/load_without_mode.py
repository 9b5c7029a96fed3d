"""load-without-mode: weights are restored to predict with, and dropout is still on."""

from __future__ import annotations

from lintrain.events import Forward
from lintrain.findings import Severity
from lintrain.protocol import ModelState, Training
from lintrain.rule import StateRule, Verdict, Witness


class LoadWithoutMode(StateRule[ModelState, Forward]):
    """Weights are loaded to predict with, and nobody ever sets the mode of the model.

    What it does
    ------------
    Reports the call of a model whose weights were restored by `load_state_dict`, in a program that
    trains nothing and never says `eval()` or `train()`, if the model certainly has a layer that
    behaves differently in training. In the source something has to read the weights from a file.

    Why is this bad?
    ----------------
    A module is built in training mode, and `load_state_dict` does not change that. Dropout goes on
    deleting activations at random, so that the same input gives another prediction each time.
    BatchNorm normalises each sample by the batch that it happens to arrive in, a single one by
    itself, and moves the statistics that were just loaded. PyTorch's own tutorial warns of it:
    without `eval()` the results of inference are inconsistent.

    Example
    -------
    ```python
    import io

    import torch
    from torch import nn


    def build():
        return nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 4))


    torch.manual_seed(0)
    file = io.BytesIO()
    torch.save(build().state_dict(), file)
    file.seek(0)

    model = build()
    model.load_state_dict(torch.load(file))
    print(model(torch.randn(8, 16)).argmax(1))
    ```

    Use instead
    -----------
    ```python
    import io

    import torch
    from torch import nn


    def build():
        return nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 4))


    torch.manual_seed(0)
    file = io.BytesIO()
    torch.save(build().state_dict(), file)
    file.seek(0)

    model = build()
    model.load_state_dict(torch.load(file))
    model.eval()
    print(model(torch.randn(8, 16)).argmax(1))
    ```

    Fix safety
    ----------
    The fix is unsafe. It inserts `model.eval()` behind the line that loads the weights. Where the
    model is handed to other code that trains it further, that code then has to call `train()`.

    Nothing is changed where the model has no name there.

    At run time
    -----------
    Models are remembered that `load_state_dict` was called on, and judged at their first call.
    Told at the end, if there was no backward at all and nobody has set the mode of the model.

    Exceptions
    ----------
    Off by default: whoever gets the model may set its mode. Silent in programs that train, as when
    they resume; where any mode is set in the file, or layers are gone through by hand; where the
    model was given to code that cannot be seen; and for Monte Carlo dropout. Where missing-eval
    speaks of the same call, this rule leaves it to that.

    References
    ----------
    - PyTorch, "Saving and Loading Models",
      https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html
    - PyTorch, `torch.nn.Module.eval`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval
    """

    code = "LT605"
    name = "load-without-mode"
    severity = Severity.ADVICE
    default = False
    screen = ((b"load_state_dict",),)
    yields_to = ("missing-eval",)
    event = Forward

    def concerns(self, before: ModelState, event: Forward) -> bool:
        return event.infers and before.loaded is not None

    def violates(self, before: ModelState, event: Forward) -> bool:
        untouched = before.mode is Training.TRAIN and before.set_by is None and before.trained is None
        return untouched and bool(event.sensitive)

    def verdict(self, before: ModelState, event: Forward) -> Verdict:
        layers = ", ".join(f"`{layer}`" for layer in event.sensitive or ())
        behave = "behave" if len(event.sensitive or ()) > 1 else "behaves"
        loaded = before.loaded
        return Verdict(
            event.at,
            f"`{event.text}` predicts with restored weights in training mode: {layers} {behave} differently",
            f"Call `{event.text}.eval()` once the weights are loaded.",
            (Witness("load", loaded, "its weights are restored here"),) if loaded is not None else (),
        )
