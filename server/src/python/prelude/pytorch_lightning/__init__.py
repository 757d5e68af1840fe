"""Lightning: a module is what PyTorch's is, and a trainer runs its steps once for each shape of batch."""
from torch.nn import Module

from _shapelint import unknown


class LightningModule(Module):
    trainer = None
    current_epoch = 0
    global_step = 0
    local_rank = 0
    global_rank = 0
    logger = None
    automatic_optimization = True

    def __init__(self, *args, **kwargs):
        super().__init__()

    @property
    def device(self):
        return unknown("the device of a module")

    @property
    def dtype(self):
        return unknown("the type of a module's numbers")

    @property
    def hparams(self):
        return unknown("the hyperparameters that a module saved")

    def save_hyperparameters(self, *args, **kwargs):
        pass

    def log(self, name, value, *args, **kwargs):
        pass

    def log_dict(self, dictionary, *args, **kwargs):
        pass

    def print(self, *args, **kwargs):
        pass

    def manual_backward(self, loss, *args, **kwargs):
        loss.backward(*args, **kwargs)

    def toggle_optimizer(self, *args, **kwargs):
        pass

    def untoggle_optimizer(self, *args, **kwargs):
        pass

    def clip_gradients(self, *args, **kwargs):
        pass

    def freeze(self):
        for p in self.parameters():
            p.requires_grad = False
        self.eval()

    def unfreeze(self):
        for p in self.parameters():
            p.requires_grad = True
        self.train()

    @classmethod
    def load_from_checkpoint(cls, checkpoint_path, *args, **kwargs):
        return unknown("a module from a checkpoint")

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            if name in _OF_MODULES:
                return unknown("what a trainer gives its module")
            raise


_OF_MODULES = (
    "all_gather", "backward", "configure_callbacks", "configure_gradient_clipping", "example_input_array", "fabric", "loggers", "lr_schedulers", "lr_scheduler_step", "on_gpu",
    "optimizer_step", "optimizer_zero_grad", "optimizers", "strict_loading", "to_onnx", "to_torchscript", "transfer_batch_to_device",
)


class LightningDataModule:
    trainer = None

    def __init__(self, *args, **kwargs):
        pass

    def save_hyperparameters(self, *args, **kwargs):
        pass

    @property
    def hparams(self):
        return unknown("the hyperparameters that a data module saved")

    def prepare_data(self):
        pass

    def setup(self, stage=None):
        pass


class Callback:
    pass


class Trainer:
    def __init__(self, *args, **kwargs):
        self.callback_metrics = unknown("what a trainer measures")
        self.logged_metrics = self.callback_metrics
        self.current_epoch = 0
        self.global_step = 0

    def fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, ckpt_path=None, train_dataloader=None):
        source = _ready(model, datamodule, "fit")
        _run(model, "training_step", train_dataloaders or train_dataloader or _loader(source, model, "train_dataloader"))
        _run(model, "validation_step", val_dataloaders or _loader(source, model, "val_dataloader"))

    def validate(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        _run(model, "validation_step", dataloaders or _loader(_ready(model, datamodule, "validate"), model, "val_dataloader"))
        return unknown("what a trainer measures")

    def test(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        _run(model, "test_step", dataloaders or _loader(_ready(model, datamodule, "test"), model, "test_dataloader"))
        return unknown("what a trainer measures")

    def predict(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        _run(model, "predict_step", dataloaders or _loader(_ready(model, datamodule, "predict"), model, "predict_dataloader"))
        return unknown("what a trainer predicts")

    def save_checkpoint(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        return unknown("what a trainer has besides")


def _ready(model, datamodule, stage):
    if datamodule is not None:
        datamodule.prepare_data()
        datamodule.setup(stage)
    if model is not None and hasattr(model, "configure_optimizers"):
        model.configure_optimizers()
    return datamodule


def _loader(source, model, name):
    for place in (source, model):
        make = getattr(place, name, None)
        if make is not None:
            return make()
    return None


def _run(model, step, loader):
    run = getattr(model, step, None)
    if run is None or loader is None:
        return
    model.train(step == "training_step")
    for index, batch in enumerate(loader):
        run(batch, index)


def seed_everything(seed=None, workers=False):
    return seed


def __getattr__(name):
    return unknown("pytorch_lightning." + name)
