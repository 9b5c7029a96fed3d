# Weights come from a file and data in a fixed order, so that no number is drawn.
import torch

model = torch.load("model.pt", weights_only=False)
batches = torch.load("batches.pt")
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for x, y in batches:
    optimizer.zero_grad()
    loss = torch.nn.functional.mse_loss(model(x), y)
    loss.backward()
    optimizer.step()
