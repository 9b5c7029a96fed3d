# The scaled loss gets a name of its own before backward: scaling by the GradScaler is not the missing division by the window.
import torch
import torch.nn.functional as F


def train_epoch(model, loader, optimizer, scaler, accum_steps, device):
    model.train()
    optimizer.zero_grad()
    for batch_index, (image, label) in enumerate(loader):
        image, label = image.to(device), label.to(device)
        with torch.autocast(device_type="cuda", dtype=torch.float16):
            prediction = model(image)
            loss = F.cross_entropy(prediction, label)
        scaled_loss = scaler.scale(loss)
        (scaled_loss / accum_steps).backward()  # error: unscaled-accumulation-loss
        if (batch_index + 1) % accum_steps == 0:
            scaler.step(optimizer)
            scaler.update()
            optimizer.zero_grad()


def run(model, loader, epochs=30, accum_steps=4):
    model = model.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    scaler = torch.amp.GradScaler("cuda")
    for _ in range(epochs):
        train_epoch(model, loader, optimizer, scaler, accum_steps, "cuda")
