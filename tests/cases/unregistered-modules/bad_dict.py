# Heads of several tasks stand in a plain dict, by the task's name.
import torch


class MultiTask(torch.nn.Module):
    def __init__(self, trunk, classes):
        super().__init__()
        self.trunk = trunk
        self.heads = {  # error: unregistered-modules
            "species": torch.nn.Linear(512, classes),
            "age": torch.nn.Sequential(torch.nn.Linear(512, 64), torch.nn.ReLU(), torch.nn.Linear(64, 1)),
        }

    def forward(self, image):
        features = self.trunk(image)
        return {task: head(features) for task, head in self.heads.items()}
