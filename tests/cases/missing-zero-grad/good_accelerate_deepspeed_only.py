# Must be silent: a DummyOptim is for DeepSpeed alone, whose engine steps and clears inside accelerator.backward.
from accelerate import Accelerator
from accelerate.utils import DummyOptim


def main(model, loader):
    accelerator = Accelerator()
    optimizer = DummyOptim(model.parameters(), lr=1e-4)
    model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    for batch in loader:
        accelerator.backward(model(**batch).loss)
        optimizer.step()
