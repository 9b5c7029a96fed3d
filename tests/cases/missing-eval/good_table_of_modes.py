# The mode is chosen from a table of bound methods.
import torch
import torch.nn as nn


def main(l):
    m = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.2))
    o = torch.optim.Adam(m.parameters())
    modes = {"train": m.train, "val": m.eval}
    for phase in ("train", "val"):
        modes[phase]()
        for x, y in l:
            if phase == "train":
                o.zero_grad()
                nn.functional.mse_loss(m(x), y).backward()
                o.step()
            else:
                with torch.no_grad():
                    nn.functional.mse_loss(m(x), y)
