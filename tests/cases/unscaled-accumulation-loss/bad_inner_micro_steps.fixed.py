# Language-model script with an inner loop over micro-steps, each on its own batch: the mean losses of all micro-steps add up before the step.
import torch
import torch.nn as nn
import torch.nn.functional as F

gradient_accumulation_steps = 40
batch_size, block_size, vocab_size = 12, 128, 256
max_iters = 600
data = torch.randint(0, vocab_size, (100_000,))


def get_batch():
    starts = torch.randint(len(data) - block_size - 1, (batch_size,))
    x = torch.stack([data[s : s + block_size] for s in starts])
    y = torch.stack([data[s + 1 : s + 1 + block_size] for s in starts])
    return x, y


model = nn.Sequential(nn.Embedding(vocab_size, 128), nn.Linear(128, 512), nn.GELU(), nn.Linear(512, vocab_size))
optimizer = torch.optim.Adam(model.parameters(), lr=6e-4, betas=(0.9, 0.95))

model.train()
for it in range(max_iters):
    for micro_step in range(gradient_accumulation_steps):
        x, y = get_batch()
        logits = model(x)
        loss = F.cross_entropy(logits.view(-1, vocab_size), y.view(-1))
        (loss / gradient_accumulation_steps).backward()  # error: unscaled-accumulation-loss
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    if it % 100 == 0:
        print(it, loss.item())
