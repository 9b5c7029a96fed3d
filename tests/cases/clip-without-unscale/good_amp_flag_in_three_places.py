# Must be silent: `if args.amp:` in three places of one loop body, with the plain clip in the branch without a scaler.
import torch


def train(args, model, loader, criterion):
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr, momentum=0.9)
    scaler = torch.amp.GradScaler("cuda", enabled=args.amp)
    for x, y in loader:
        optimizer.zero_grad()
        with torch.autocast("cuda", dtype=torch.float16, enabled=args.amp):
            loss = criterion(model(x), y)
        if args.amp:
            scaler.scale(loss).backward()
            scaler.unscale_(optimizer)
        else:
            loss.backward()
        if args.max_norm > 0:
            torch.nn.utils.clip_grad_norm_(model.parameters(), args.max_norm)
        if args.amp:
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
