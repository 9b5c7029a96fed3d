# A nested step function uses model, optimizer and scaler of the function around it.
import torch


def build_and_train(make_model, loader, steps):
    model = make_model().cuda()
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-4)
    scaler = torch.amp.GradScaler("cuda")
    mse = torch.nn.MSELoss()

    def step(x, y):
        optimizer.zero_grad(set_to_none=True)
        with torch.amp.autocast("cuda"):
            loss = mse(model(x), y)
        scaler.scale(loss).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)  # error: clip-without-unscale
        scaler.step(optimizer)
        scaler.update()
        return loss.item()

    done = 0
    while True:
        for x, y in loader:
            step(x.cuda(), y.cuda())
            done += 1
            if done == steps:
                return model
