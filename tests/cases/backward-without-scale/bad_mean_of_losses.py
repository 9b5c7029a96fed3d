# The sum of two losses goes backward within one expression, next to a scaler that expects it scaled.
import torch
from torch import nn


def train(student, loader, temperature=2.0):
    optimizer = torch.optim.SGD(student.parameters(), lr=0.05)
    scaler = torch.amp.GradScaler("cuda")
    hard = nn.CrossEntropyLoss()
    soft = nn.MSELoss()
    for x, y, teacher in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda"):
            logits = student(x)
            first, second = hard(logits, y), soft(logits / temperature, teacher)
        (0.7 * first + 0.3 * second).backward()  # error: backward-without-scale
        scaler.step(optimizer)
        scaler.update()
