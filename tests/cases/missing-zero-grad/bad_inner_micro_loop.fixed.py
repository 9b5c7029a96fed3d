# The micro-batches are summed in an inner loop and stepped behind it, and the next round adds to the old gradients.
import torch
import torch.nn.functional as F


def pretrain(model, get_batch, max_iters, micro_steps=8, grad_clip=1.0):
    optimizer = torch.optim.Adam(model.parameters(), lr=6e-4, betas=(0.9, 0.95))
    for it in range(max_iters):
        for micro_step in range(micro_steps):
            x, y = get_batch("train")
            logits = model(x)
            loss = F.cross_entropy(logits.view(-1, logits.size(-1)), y.view(-1))
            loss = loss / micro_steps
            loss.backward()  # error: missing-zero-grad
        torch.nn.utils.clip_grad_norm_(model.parameters(), grad_clip)
        optimizer.step()
        optimizer.zero_grad()
        if it % 10 == 0:
            print(it, loss.item() * micro_steps)
