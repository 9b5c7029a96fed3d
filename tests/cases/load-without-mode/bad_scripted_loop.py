# Frames of a video go through a restored network with batch statistics, one by one.
import cv2
import torch
from torch import nn


def build():
    return nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 1, 1))


def run(video, weights):
    network = build()
    network.load_state_dict(torch.load(weights))
    capture = cv2.VideoCapture(video)
    while True:
        ok, frame = capture.read()
        if not ok:
            break
        batch = torch.from_numpy(frame).permute(2, 0, 1)[None].float() / 255
        mask = network(batch).sigmoid() > 0.5  # error: load-without-mode
        cv2.imshow("mask", mask[0, 0].byte().numpy() * 255)
