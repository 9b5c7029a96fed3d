# The layers of a value network are drawn one by one, the first two before ReLUs.
import torch
import torch.nn as nn
import torch.nn.functional as F


class Value(nn.Module):
    def __init__(self, states):
        super().__init__()
        self.fc1 = nn.Linear(states, 256)
        self.fc2 = nn.Linear(256, 256)
        self.out = nn.Linear(256, 1)
        nn.init.xavier_normal_(self.fc1.weight)  # error: init-activation-mismatch
        nn.init.xavier_normal_(self.fc2.weight)  # error: init-activation-mismatch
        nn.init.xavier_normal_(self.out.weight)

    def forward(self, state):
        x = F.relu(self.fc1(state))
        x = torch.relu(self.fc2(x))
        return self.out(x)
