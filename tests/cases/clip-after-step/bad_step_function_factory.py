# A factory returns the step function, and inside that nested function the clip follows the step.
import torch
import torch.nn.functional as F


def make_train_step(model, learning_rate, max_norm):
    optimizer = torch.optim.Adam(model.parameters(), lr=learning_rate)

    def train_step(nodes, edges, labels, mask):
        model.train()
        optimizer.zero_grad()
        out = model(nodes, edges)
        loss = F.cross_entropy(out[mask], labels[mask])
        loss.backward()
        optimizer.step()
        torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm)  # error: clip-after-step
        return loss.item()

    return train_step


def main(model, graph):
    step = make_train_step(model, learning_rate=1e-2, max_norm=2.0)
    for epoch in range(200):
        loss = step(graph.x, graph.edge_index, graph.y, graph.train_mask)
        if epoch % 20 == 0:
            print(epoch, loss)
