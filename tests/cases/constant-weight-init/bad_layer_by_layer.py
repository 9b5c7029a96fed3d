# Both layers of a policy are set to zero, one after the other.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Policy(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.fc1 = nn.Linear(states, 128)
        self.fc2 = nn.Linear(128, actions)
        self.reset()

    def reset(self):
        torch.nn.init.zeros_(self.fc1.weight)  # error: constant-weight-init
        torch.nn.init.zeros_(self.fc1.bias)
        torch.nn.init.zeros_(self.fc2.weight)
        torch.nn.init.zeros_(self.fc2.bias)

    def forward(self, state):
        hidden = F.relu(self.fc1(state))
        return F.log_softmax(self.fc2(hidden), dim=-1)
