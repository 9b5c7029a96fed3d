# A function defined inside another one does backward and step, the loop around it calls it.
import torch
from torch import nn


def main(args, data):
    model = nn.Sequential(nn.Linear(data.num_features, 64), nn.ReLU(), nn.Linear(64, data.num_classes))
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)

    def train():
        model.train()
        logits = model(data.x)
        loss = nn.functional.cross_entropy(logits[data.train_mask], data.y[data.train_mask])
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
        optimizer.zero_grad()
        return loss.item()

    @torch.no_grad()
    def accuracy():
        model.eval()
        predicted = model(data.x).argmax(dim=-1)
        return (predicted == data.y)[data.val_mask].float().mean().item()

    for epoch in range(args.epochs):
        loss = train()
        print(epoch, loss, accuracy())
