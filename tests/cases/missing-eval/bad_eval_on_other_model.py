# eval() is called, but on the teacher; the student is validated in training mode.
import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, width, classes=10):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(784, width), nn.ReLU(), nn.Dropout(0.3), nn.Linear(width, classes))

    def forward(self, x):
        return self.net(x.flatten(1))


def distill(train_loader, val_loader, teacher_weights, epochs=5, temperature=4.0):
    teacher, student = Classifier(1024), Classifier(64)
    teacher.load_state_dict(torch.load(teacher_weights))
    teacher.eval()
    optimizer = torch.optim.Adam(student.parameters(), lr=1e-3)
    for epoch in range(epochs):
        student.train()
        for x, _ in train_loader:
            with torch.no_grad():
                soft = F.softmax(teacher(x) / temperature, dim=1)
            optimizer.zero_grad()
            loss = F.kl_div(F.log_softmax(student(x) / temperature, dim=1), soft, reduction="batchmean")
            loss.backward()
            optimizer.step()
        hits = 0
        with torch.no_grad():
            for x, y in val_loader:
                hits += (student(x).argmax(dim=1) == y).sum().item()  # error: missing-eval
        print(epoch, hits / len(val_loader.dataset))
    return student
