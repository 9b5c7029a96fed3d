# The phase picks a function from a dict; the training one never clears.
import torch
import torch.nn.functional as F


def train(model, optimizer, batch):
    loss = F.mse_loss(model(batch[0]), batch[1])
    loss.backward()  # error: missing-zero-grad
    optimizer.step()
    optimizer.zero_grad()
    return loss


def validate(model, optimizer, batch):
    with torch.no_grad():
        return F.mse_loss(model(batch[0]), batch[1])


def main(model, loaders):
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(3):
        for phase in ("train", "val"):
            for batch in loaders[phase]:
                print({"train": train, "val": validate}[phase](model, optimizer, batch))
