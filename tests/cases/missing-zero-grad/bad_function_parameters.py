# One function with model and optimizer as parameters: backward and step in every iteration, and nothing ever clears.
import torch


def train(model, loader, criterion, optimizer, device):
    model.train()
    correct, seen = 0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        logits = model(images)
        loss = criterion(logits, labels)
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
        correct += (logits.argmax(dim=1) == labels).sum().item()
        seen += labels.size(0)
    return correct / seen


def main(model, loaders, epochs=30):
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    criterion = torch.nn.CrossEntropyLoss()
    for epoch in range(epochs):
        print(epoch, train(model, loaders["train"], criterion, optimizer, device))
