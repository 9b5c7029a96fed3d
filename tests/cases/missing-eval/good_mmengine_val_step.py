# MMEngine's runner calls val_step in evaluation mode without gradients, whatever train_step has set.
from mmengine.model import BaseModel
from torch import nn
from torch.nn import functional as F


class Classifier(BaseModel):
    def __init__(self, width, classes):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(width, 64), nn.Dropout(0.5), nn.Linear(64, classes))

    def train_step(self, data, optim_wrapper):
        self.net.train()
        loss = F.cross_entropy(self.net(data["x"]), data["y"])
        optim_wrapper.update_params(loss)
        return {"loss": loss}

    def val_step(self, data):
        predicted = self.net(data["x"]).argmax(1)
        return {"accuracy": (predicted == data["y"]).float().mean()}
