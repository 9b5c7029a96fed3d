# Must be silent: whether an optimizer that goes backward by itself also clears, depends on its class.
def train(model, optimizer, criterion, batches):
    for sample in batches:
        loss, size, _ = criterion(model, sample)
        optimizer.backward(loss)
        optimizer.multiply_grads(1.0 / size)
        optimizer.clip_grad_norm(1.0)
        optimizer.step()
