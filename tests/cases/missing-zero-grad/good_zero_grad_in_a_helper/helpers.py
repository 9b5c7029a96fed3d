# What is done before each batch.
def prepare(optimizer, batch, device):
    optimizer.zero_grad(set_to_none=True)
    return tuple(item.to(device) for item in batch)
