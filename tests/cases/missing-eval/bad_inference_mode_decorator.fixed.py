# predict() runs under @torch.inference_mode(), which is not eval mode; its caller restores the weights and sets no mode either.
import torch
from torch import nn
from torch.utils.data import DataLoader


class Matcher(nn.Module):
    def __init__(self, dim=256):
        super().__init__()
        self.left = nn.Linear(dim, dim)
        self.right = nn.Linear(dim, dim)
        self.dropout = nn.Dropout(0.2)

    def forward(self, a, b):
        return (self.dropout(self.left(a)) * self.dropout(self.right(b))).sum(dim=-1)


@torch.inference_mode()
def predict(model, loader, device):
    scores = []
    model.eval()
    for a, b in loader:
        score = model(a.to(device), b.to(device))  # error: missing-eval
        scores.append(score.sigmoid().cpu())
    return torch.cat(scores)


def main(test_set, device="cpu"):
    model = Matcher().to(device)
    state = torch.load("matcher.pt", map_location=device)
    model.load_state_dict(state["model"])
    loader = DataLoader(test_set, batch_size=256)
    scores = predict(model, loader, device)
    torch.save(scores, "scores.pt")
    print("mean score", scores.mean().item())
