# `nn.KLDivLoss` on `log_softmax` against a softmax target, next to a cross-entropy that gets the raw logits.
import torch
import torch.nn.functional as F
from torch import nn


def train(student, teacher, loader, optimizer, alpha=0.7, temperature=2.0):
    kl = nn.KLDivLoss(reduction="batchmean")
    ce = nn.CrossEntropyLoss()
    teacher.eval()
    student.train()
    for x, y in loader:
        optimizer.zero_grad()
        with torch.no_grad():
            soft = F.softmax(teacher(x) / temperature, dim=-1)
        logits = student(x)
        log_probs = F.log_softmax(logits / temperature, dim=-1)
        loss = alpha * temperature**2 * kl(log_probs, soft) + (1 - alpha) * ce(logits, y)
        loss.backward()
        optimizer.step()
