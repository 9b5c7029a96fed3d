# The same condition twice: where the output became probabilities the loss is the negative logarithm, and only the other path reaches cross-entropy.
import torch
import torch.nn.functional as F


def train(model, loader, optimizer, ensemble):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x)
        if ensemble:
            out = torch.softmax(out, dim=-1).mean(dim=1)
        if ensemble:
            loss = -out.gather(1, y[:, None]).clamp_min(1e-9).log().mean()
        else:
            loss = F.cross_entropy(out, y)
        loss.backward()
        optimizer.step()
