# A while loop over optimisation steps of a camera pose, with a learned step-size schedule and no clear.
import torch


def fit_pose(render, image, steps=300):
    pose = torch.zeros(6, requires_grad=True)
    optimizer = torch.optim.Adam([pose], lr=0.02)
    step = 0
    while step < steps:
        rendered = render(pose)
        loss = (rendered - image).pow(2).mean()
        loss.backward()  # error: missing-zero-grad
        optimizer.step()
        if step == 200:
            optimizer.param_groups[0]["lr"] = 0.005
        step += 1
    return pose.detach()
