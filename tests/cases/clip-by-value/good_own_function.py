# A function of the same name in this file does something of its own.
def clip_grad_value_(parameters, quantile):
    for p in parameters:
        if p.grad is not None:
            limit = p.grad.abs().flatten().quantile(quantile)
            p.grad.mul_((limit / p.grad.abs().max()).clamp(max=1.0))


def update(model, optimizer, loss):
    optimizer.zero_grad()
    loss.backward()
    clip_grad_value_(model.parameters(), 0.99)
    optimizer.step()
