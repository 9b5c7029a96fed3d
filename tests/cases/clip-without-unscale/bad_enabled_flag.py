# The scaler may be switched off by a flag, but whenever it is on, the clip meets scaled gradients.
import torch


def run(model, loader, args):
    optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
    scaler = torch.amp.GradScaler("cuda", enabled=args.mixed_precision)
    for epoch in range(args.epochs):
        for image, disparity in loader:
            optimizer.zero_grad()
            with torch.amp.autocast("cuda", enabled=args.mixed_precision):
                estimate = model(image)
                loss = (estimate - disparity).abs().mean()
            scaler.scale(loss).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)  # error: clip-without-unscale
            scaler.step(optimizer)
            scaler.update()
        torch.save(model.state_dict(), f"{args.name}_{epoch}.pth")
