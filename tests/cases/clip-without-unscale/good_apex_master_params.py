# Must be silent: apex hands out unscaled master parameters once scale_loss is left.
import torch
from apex import amp


def train(args, model, loader):
    optimizer = torch.optim.SGD(model.parameters(), lr=args.lr)
    model, optimizer = amp.initialize(model, optimizer, opt_level=args.opt_level)
    criterion = torch.nn.CrossEntropyLoss()
    model.train()
    for batch in loader:
        logits = model(batch["input_ids"])
        loss = criterion(logits, batch["label"])
        with amp.scale_loss(loss, optimizer) as scaled_loss:
            scaled_loss.backward()
        torch.nn.utils.clip_grad_norm_(amp.master_params(optimizer), args.max_grad_norm)
        optimizer.step()
        optimizer.zero_grad()
