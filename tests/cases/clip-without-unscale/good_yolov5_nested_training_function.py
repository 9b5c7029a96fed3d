# Must be silent: one long train() builds everything, unscales before it clips, and clears behind the step.
import argparse
from copy import deepcopy

import torch
from torch import nn
from torch import amp
from torch.optim import lr_scheduler

from data.loaders import create_dataloader
from models.detector import Detector
from utils.loss import ComputeLoss
from utils.torch_utils import ModelEMA, select_device, smart_optimizer


def train(opt, device):
    cuda = device.type != "cpu"
    model = Detector(opt.cfg, classes=opt.classes).to(device)

    nominal = 64
    accumulate = max(round(nominal / opt.batch_size), 1)
    optimizer = smart_optimizer(model, opt.optimizer, opt.lr0, opt.momentum, opt.weight_decay)

    lf = lambda x: (1 - x / opt.epochs) * (1.0 - opt.lrf) + opt.lrf  # noqa: E731
    scheduler = lr_scheduler.LambdaLR(optimizer, lr_lambda=lf)
    ema = ModelEMA(model)

    def save(path, epoch):
        torch.save({"epoch": epoch, "model": deepcopy(model), "optimizer": optimizer.state_dict()}, path)

    loader = create_dataloader(opt.data, opt.batch_size, workers=opt.workers)
    scaler = amp.GradScaler("cuda", enabled=cuda)
    compute_loss = ComputeLoss(model)
    last_step = -1
    batches = len(loader)

    for epoch in range(opt.epochs):
        model.train()
        mean_loss = torch.zeros(3, device=device)
        optimizer.zero_grad()
        for i, (images, targets) in enumerate(loader):
            done = i + batches * epoch
            images = images.to(device, non_blocking=True).float() / 255

            if opt.multi_scale:
                images = nn.functional.interpolate(images, scale_factor=1.5, mode="bilinear")

            with amp.autocast("cuda", enabled=cuda):
                pred = model(images)
                loss, loss_items = compute_loss(pred, targets.to(device))
                if opt.quad:
                    loss *= 4.0

            scaler.scale(loss).backward()

            if done - last_step >= accumulate:
                scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=10.0)
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad()
                if ema:
                    ema.update(model)
                last_step = done

            mean_loss = (mean_loss * i + loss_items) / (i + 1)

        scheduler.step()
        save(opt.weights, epoch)
        print(epoch, *(f"{value:.4f}" for value in mean_loss))

    return mean_loss


def parse_opt(known=False):
    parser = argparse.ArgumentParser()
    parser.add_argument("--cfg", default="small.yaml")
    parser.add_argument("--data", default="data.yaml")
    parser.add_argument("--weights", default="last.pt")
    parser.add_argument("--classes", type=int, default=80)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--optimizer", default="SGD")
    parser.add_argument("--lr0", type=float, default=0.01)
    parser.add_argument("--lrf", type=float, default=0.01)
    parser.add_argument("--momentum", type=float, default=0.937)
    parser.add_argument("--weight-decay", type=float, default=5e-4)
    parser.add_argument("--multi-scale", action="store_true")
    parser.add_argument("--quad", action="store_true")
    parser.add_argument("--device", default="")
    return parser.parse_known_args()[0] if known else parser.parse_args()


def main(opt):
    device = select_device(opt.device, batch_size=opt.batch_size)
    train(opt, device)


def run(**kwargs):
    opt = parse_opt(True)
    for key, value in kwargs.items():
        setattr(opt, key, value)
    main(opt)
    return opt


if __name__ == "__main__":
    opt = parse_opt()
    main(opt)
