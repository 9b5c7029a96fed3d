# fairseq's trainer sets evaluation mode and turns gradients off around a task's valid_step.
from fairseq.tasks import FairseqTask


class MyTask(FairseqTask):
    def train_step(self, sample, model, criterion, optimizer, update_num, ignore_grad=False):
        model.train()
        loss, sample_size, logging_output = criterion(model, sample)
        optimizer.backward(loss)
        return loss, sample_size, logging_output

    def valid_step(self, sample, model, criterion):
        loss, sample_size, logging_output = criterion(model, sample)
        logging_output["accuracy"] = (model(sample).argmax(-1) == sample["target"]).float().mean()
        return loss, sample_size, logging_output
