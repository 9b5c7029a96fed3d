# One step of one player.
def take_step(optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
