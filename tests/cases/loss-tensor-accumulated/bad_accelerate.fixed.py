# Accelerate goes backward; the total of the epoch holds the graphs of all its batches.
from accelerate import Accelerator
from torch.optim import AdamW


def train(model, train_loader, epochs):
    accelerator = Accelerator()
    optimizer = AdamW(model.parameters(), lr=2e-5, weight_decay=0.0)
    model, optimizer, train_loader = accelerator.prepare(model, optimizer, train_loader)
    for epoch in range(epochs):
        model.train()
        total_loss = 0
        for batch in train_loader:
            loss = model(**batch).loss
            total_loss += loss.detach()  # error: loss-tensor-accumulated
            accelerator.backward(loss)
            optimizer.step()
            optimizer.zero_grad()
        accelerator.print(total_loss.item() / len(train_loader))
