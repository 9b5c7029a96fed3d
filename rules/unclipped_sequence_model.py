"""unclipped-sequence-model: one outlier may undo a recurrent model or a transformer."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.leftovers import Unclipped
from lintrain.rule import StateRule, Verdict


class UnclippedSequenceModel(StateRule[None, Unclipped]):
    """A recurrent model or a transformer is trained without any limit on its gradients.

    What it does
    ------------
    Looks for a model with recurrent, transformer or attention layers of PyTorch that a file builds
    and trains in a loop, with an optimizer over its parameters, where nothing in the file clips.

    Why is this bad?
    ----------------
    Through time, or through many layers, gradients are products of many factors, and now and then
    one of them is a hundred times the usual. Without a limit that one batch moves the weights a
    hundred times as far, and the loss jumps to where it began or to NaN, perhaps after days.
    Clipping the norm costs one pass over the gradients and acts on outliers only. The transformers
    of the literature are trained with a norm of 1.0, recurrent models with 0.25 to 5.

    Example
    -------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(12, 16, 10, 8), torch.randn(12, 16, 10, 32)
    targets[9] *= 8  # an outlier
    model = nn.LSTM(8, 32, batch_first=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.MSELoss()

    for x, y in zip(inputs, targets):
        optimizer.zero_grad()
        output, _ = model(x)
        loss = criterion(output, y)
        loss.backward()
        optimizer.step()
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn

    torch.manual_seed(0)
    inputs, targets = torch.randn(12, 16, 10, 8), torch.randn(12, 16, 10, 32)
    targets[9] *= 8  # an outlier
    model = nn.LSTM(8, 32, batch_first=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    criterion = nn.MSELoss()

    for x, y in zip(inputs, targets):
        optimizer.zero_grad()
        output, _ = model(x)
        loss = criterion(output, y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    ```

    Fix safety
    ----------
    The fix is unsafe: it inserts `clip_grad_norm_` with a threshold of 1.0 before the step, with
    `unscale_` where a scaler steps. The training changes, and the threshold is a guess: log the
    norms that the function returns, and choose it anew. Nothing is changed where the step is not a
    line of its own, or where the model's name cannot be read from the file's optimizer.

    As long as no gradient reaches the threshold, the losses of a run stay the same, bit for
    bit.

    At run time
    -----------
    The norms of the gradients are compared. Told at the end, if no step of the optimizer was
    clipped and the largest norm is at least four times the median of five or more.

    Exceptions
    ----------
    Off by default: many small models train well without. Silent for

    - any clip in the file, by norm, by value, by hand, or through a library;
    - models that are parameters of a function, or come from another file;
    - convolutional and other models.

    References
    ----------
    - R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks",
      ICML 2013, https://arxiv.org/abs/1211.5063
    - T. Brown et al., "Language Models are Few-Shot Learners", NeurIPS 2020, appendix B (the global
      norm is clipped at 1.0), https://arxiv.org/abs/2005.14165
    - PyTorch, `torch.nn.utils.clip_grad_norm_`,
      https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
    """

    code = "LT109"
    name = "unclipped-sequence-model"
    severity = Severity.ADVICE
    default = False
    screen = ((b"backward",), (b"optim",), (b"RNN", b"LSTM", b"GRU", b"Transformer", b"MultiheadAttention"))
    event = Unclipped

    def violates(self, before: None, event: Unclipped) -> bool:
        return True

    def verdict(self, before: None, event: Unclipped) -> Verdict:
        seen = "" if event.spike is None else f": one was {event.spike:.3g} times the usual norm"
        return Verdict(
            event.at,
            f"nothing limits the gradients of a model with `{event.layer}` layers{seen}",
            "Clip by norm between `backward()` and `step()`.",
        )
