"""unshuffled-training-data: every epoch in the order of the dataset."""

from __future__ import annotations

from lintrain.findings import Severity
from lintrain.rule import StateRule, Verdict, Witness
from lintrain.upkeep import LoaderTrained


class UnshuffledTrainingData(StateRule[None, LoaderTrained]):
    """The data loader of a training gives the same batches in the same order in every epoch.

    What it does
    ------------
    Reports a `DataLoader` over a dataset with numbered items that is built without `shuffle` and
    without a sampler, and that a model is then trained on for several epochs. A `DataLoader` does
    not shuffle unless it is told to.

    Why is this bad?
    ----------------
    Stochastic gradient descent rests on batches that are drawn at random. Datasets are stored in an
    order: by class in an `ImageFolder`, by source or date elsewhere. A batch of neighbours is no
    sample of the data, its gradient pulls towards the class at hand, and BatchNorm takes the
    statistics of one class for those of all. The model learns what came last and forgets what came
    first; and as the batches are the same in every epoch, their noise never averages out. The loss
    looks well, often better than with shuffling, and the score on other data is lower.

    Example
    -------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, Dataset


    class Squares(Dataset):
        def __len__(self):
            return 64

        def __getitem__(self, index):
            return torch.tensor([index / 64]), torch.tensor([(index / 64) ** 2])


    def train(epochs):
        model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        train_loader = DataLoader(Squares(), batch_size=16)
        for epoch in range(epochs):
            for x, y in train_loader:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()


    torch.manual_seed(0)
    train(epochs=3)
    ```

    Use instead
    -----------
    ```python
    import torch
    from torch import nn
    from torch.utils.data import DataLoader, Dataset


    class Squares(Dataset):
        def __len__(self):
            return 64

        def __getitem__(self, index):
            return torch.tensor([index / 64]), torch.tensor([(index / 64) ** 2])


    def train(epochs):
        model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        train_loader = DataLoader(Squares(), batch_size=16, shuffle=True)
        for epoch in range(epochs):
            for x, y in train_loader:
                optimizer.zero_grad()
                loss = nn.functional.mse_loss(model(x), y)
                loss.backward()
                optimizer.step()


    torch.manual_seed(0)
    train(epochs=3)
    ```

    Fix safety
    ----------
    The fix is safe. It adds `shuffle=True` behind the batch size, or behind the last argument. The
    training sees the same data in another order in each epoch; its numbers are no longer those of
    an earlier run with the same seed.

    At run time
    -----------
    Which loaders gave a batch since the last backward is known at each backward. The predicate holds
    where it is one, which was not told an order, in a second pass over it. Silent for models with a
    recurrent layer, for parts of datasets (`Subset`, `random_split`), for loaders of one batch, and
    under `--overfit-one-batch`.

    Exceptions
    ----------
    Silent for `shuffle=False`: somebody has decided that; for samplers of any kind and
    `IterableDataset`, which have their own order; for one epoch; where anything in the file shuffles
    (`randperm`, `random.shuffle`, `train_test_split`); for data that are drawn at random; for names
    that speak of an evaluation, of sequences, time, text, streams, a curriculum or overfitting; and
    in files with recurrent networks, whose hidden state may be carried from batch to batch.

    References
    ----------
    - L. Bottou, F. E. Curtis and J. Nocedal, "Optimization Methods for Large-Scale Machine Learning",
      SIAM Review 60(2), 2018, section 3 (the analysis assumes samples that are drawn at random),
      https://arxiv.org/abs/1606.04838
    - PyTorch, `torch.utils.data.DataLoader` ("shuffle: set to True to have the data reshuffled at
      every epoch (default: False)"),
      https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader
    """

    code = "LT908"
    name = "unshuffled-training-data"
    severity = Severity.WARNING
    screen = ((b"DataLoader",), (b"backward",))
    event = LoaderTrained

    def violates(self, before: None, event: LoaderTrained) -> bool:
        return event.fixed

    def verdict(self, before: None, event: LoaderTrained) -> Verdict:
        return Verdict(
            event.at,
            f"every epoch trains on `{event.dataset}` in the order in which it is stored",
            "Pass `shuffle=True`.",
            (Witness("loop", event.loop, "trained on here, epoch after epoch"),),
        )
