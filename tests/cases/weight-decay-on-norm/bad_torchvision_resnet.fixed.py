# A ResNet-50 from torchvision, known to be built of BatchNorm, fine-tuned as a whole by AdamW with a strong decay.
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms


def main():
    transform = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
    train_set = datasets.ImageFolder("data/train", transform=transform)
    train_loader = DataLoader(train_set, batch_size=32, shuffle=True, num_workers=4)

    model = models.resnet50(weights="IMAGENET1K_V2")
    model.fc = nn.Linear(model.fc.in_features, len(train_set.classes))
    model = model.cuda()
    criterion = nn.CrossEntropyLoss(label_smoothing=0.1)
    optimizer = torch.optim.AdamW([
        {"params": [p for p in model.parameters() if p.ndim > 1]},
        {"params": [p for p in model.parameters() if p.ndim <= 1], "weight_decay": 0.0},
    ], lr=1e-4, weight_decay=0.05)  # error: weight-decay-on-norm

    for epoch in range(10):
        model.train()
        for images, labels in train_loader:
            images, labels = images.cuda(), labels.cuda()
            loss = criterion(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")
    torch.save(model.state_dict(), "resnet50.pt")


if __name__ == "__main__":
    main()
