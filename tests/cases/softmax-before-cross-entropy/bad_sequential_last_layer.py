# `nn.Softmax` is the last layer of the Sequential model of a script whose loss is `nn.CrossEntropyLoss`.
import torch
from torch import nn

iris_x = torch.randn(150, 4)
iris_y = torch.randint(0, 3, (150,))

model = nn.Sequential(
    nn.Linear(4, 32),
    nn.ReLU(),
    nn.Linear(32, 3),
    nn.Softmax(dim=1),
)
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

for epoch in range(200):
    optimizer.zero_grad()
    prediction = model(iris_x)
    loss = criterion(prediction, iris_y)  # error: softmax-before-cross-entropy
    loss.backward()
    optimizer.step()
    if epoch % 20 == 0:
        print(epoch, loss.item())
