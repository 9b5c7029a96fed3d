# All but the new head are frozen, chosen by name: what gets no gradient is skipped, decay and all.
import torch
import torchvision

device = "cuda" if torch.cuda.is_available() else "cpu"
model = torchvision.models.resnet50(weights="DEFAULT")
model.fc = torch.nn.Linear(2048, 10)
model.to(device)
for name, parameter in model.named_parameters():
    if name not in ("fc.weight", "fc.bias"):
        parameter.requires_grad = False
optimizer = torch.optim.Adam(model.parameters(), lr=3e-4, weight_decay=1e-3)


def train(loader):
    for images, labels in loader:
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(images.to(device)), labels.to(device))
        loss.backward()
        optimizer.step()
