# A program that only evaluates draws numbers, and trains nothing that they could change.
import torch
from torch import nn


def main():
    model = nn.Linear(10, 1)
    model.load_state_dict(torch.load("linear.pt"))
    model.eval()
    with torch.no_grad():
        print(model(torch.randn(32, 10)).mean())


def backward(x):
    return x.flip(0)


if __name__ == "__main__":
    main()
