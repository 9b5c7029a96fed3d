# Optimizers of some libraries clip by themselves, in a method of that name.
def update(trainer, optimizer, loss):
    optimizer.zero_grad()
    optimizer.backward(loss)
    norm = optimizer.clip_grad_norm(trainer.args.clip_norm)
    optimizer.step()
    return norm
