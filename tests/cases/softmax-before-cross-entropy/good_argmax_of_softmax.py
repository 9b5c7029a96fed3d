# The argmax of one model's softmax is the class index another model learns from: an index is no probability.
import torch
from torch import nn


def self_train(teacher, student, loader, device):
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(student.parameters(), lr=1e-4)
    teacher.eval()
    student.train()
    for x in loader:
        x = x.to(device)
        with torch.no_grad():
            hard = torch.softmax(teacher(x), dim=1).argmax(dim=1)
        optimizer.zero_grad()
        loss = criterion(student(x), hard)
        loss.backward()
        optimizer.step()
