# The clip itself sits in a helper of the same file that the loop calls after the step: the call moves.
import torch
from torch import nn


def limit_gradients(model, max_norm):
    nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-after-step


def build(args):
    model = nn.GRU(args.inputs, args.hidden, num_layers=2)
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    return model, optimizer


def train(args, loader):
    model, optimizer = build(args)
    criterion = nn.MSELoss()
    for epoch in range(args.epochs):
        for sequence, target in loader:
            output, _ = model(sequence)
            loss = criterion(output, target)
            optimizer.zero_grad()
            loss.backward()
            limit_gradients(model, args.max_norm)
            optimizer.step()
        print(epoch, loss.item())
