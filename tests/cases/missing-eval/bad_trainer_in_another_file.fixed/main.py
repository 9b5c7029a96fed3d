# The script builds a model with dropout and gives it to a trainer of another file.
import torch

from net import Net
from trainer import Trainer

if __name__ == "__main__":
    model = Net()
    trainer = Trainer(model, torch.optim.Adam(model.parameters()))
    trainer.fit(load("train"), load("val"), 10)
