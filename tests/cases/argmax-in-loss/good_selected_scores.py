# The argmax selects which score is judged, and the loss gets the score.
import torch
import torch.nn.functional as F


def learn(network, target_network, loader, discount):
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    network.train()
    for state, reward, following in loader:
        with torch.no_grad():
            best = target_network(following).max(1).values
        optimizer.zero_grad()
        values = network(state)
        action = values.argmax(1, keepdim=True)
        chosen = values.gather(1, action).squeeze(1)
        loss = F.smooth_l1_loss(chosen, reward + discount * best)
        loss.backward()
        optimizer.step()
