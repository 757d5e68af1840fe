"""Lightning: a module is what PyTorch's is, and a trainer runs its hooks and steps as Lightning does, each batch of a shape once."""
import inspect

import torch
from torch.nn import Module

from _shapelint import unknown


class _Attached:
    """What modules and data modules have of their trainer."""

    trainer = unknown("the trainer of a module")

    def save_hyperparameters(self, *args, **kwargs):
        pass

    @property
    def hparams(self):
        return unknown("the hyperparameters that a module saved")

    def prepare_data(self):
        pass

    def setup(self, stage=None):
        pass

    @classmethod
    def load_from_checkpoint(cls, checkpoint_path, *args, **kwargs):
        return unknown("a module from a checkpoint")


class LightningModule(_Attached, Module):
    logger = loggers = fabric = unknown("what a trainer gives its module")
    example_input_array = None
    current_epoch = 0
    global_step = 0
    local_rank = 0
    global_rank = 0
    automatic_optimization = True
    strict_loading = True
    on_gpu = unknown("whether a module is on a GPU")

    def __init__(self, *args, **kwargs):
        super().__init__()

    @property
    def device(self):
        return unknown("the device of a module")

    @property
    def dtype(self):
        return unknown("the type of a module's numbers")

    def log(self, name, value, *args, **kwargs):
        pass

    def log_dict(self, dictionary, *args, **kwargs):
        pass

    def print(self, *args, **kwargs):
        pass

    def configure_optimizers(self):
        pass

    def configure_callbacks(self):
        return []

    def optimizers(self, *args, **kwargs):
        return unknown("the optimizers of a module")

    def lr_schedulers(self):
        return unknown("the schedulers of a module")

    def lr_scheduler_step(self, scheduler, metric):
        pass

    def optimizer_step(self, *args, **kwargs):
        pass

    def optimizer_zero_grad(self, *args, **kwargs):
        pass

    def backward(self, loss, *args, **kwargs):
        loss.backward(*args, **kwargs)

    def manual_backward(self, loss, *args, **kwargs):
        loss.backward(*args, **kwargs)

    def toggle_optimizer(self, *args, **kwargs):
        pass

    def untoggle_optimizer(self, *args, **kwargs):
        pass

    def clip_gradients(self, *args, **kwargs):
        pass

    def configure_gradient_clipping(self, *args, **kwargs):
        pass

    def all_gather(self, data, *args, **kwargs):
        return unknown("what all processes gave")

    def transfer_batch_to_device(self, batch, *args, **kwargs):
        return batch

    def to_onnx(self, *args, **kwargs):
        pass

    def to_torchscript(self, *args, **kwargs):
        return self

    def freeze(self):
        for p in self.parameters():
            p.requires_grad = False
        self.eval()

    def unfreeze(self):
        for p in self.parameters():
            p.requires_grad = True
        self.train()


class LightningDataModule(_Attached):
    def __init__(self, *args, **kwargs):
        pass


class Callback:
    pass


class Trainer:
    current_epoch = 0
    global_step = 0
    callback_metrics = logged_metrics = unknown("what a trainer measures")

    def __init__(self, *args, precision=None, callbacks=None, **kwargs):
        self._is_mixed = precision is not None and not str(precision).startswith(("32", "64"))
        self._callbacks = callbacks if isinstance(callbacks, (list, tuple)) else [callbacks]

    def _run(self, model, step, loaders):
        with torch.autocast("cuda", enabled=self._is_mixed):
            _run(model, step, loaders)
        for callback in self._callbacks:
            for name in _CALLED_BACK:
                if callback is not None and hasattr(type(callback), name):
                    unknown("what a trainer calls")(getattr(callback, name))

    def fit(self, model, train_dataloaders=None, val_dataloaders=None, datamodule=None, ckpt_path=None, train_dataloader=None):
        train_dataloaders, datamodule = _given(train_dataloaders, datamodule)
        _ready(model, datamodule, "fit")
        self._run(model, "training_step", train_dataloaders or train_dataloader or _loaders(datamodule, model, "train_dataloader"))
        self._run(model, "validation_step", val_dataloaders or _loaders(datamodule, model, "val_dataloader"))

    def validate(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        dataloaders, datamodule = _given(dataloaders, datamodule)
        _ready(model, datamodule, "validate")
        self._run(model, "validation_step", dataloaders or _loaders(datamodule, model, "val_dataloader"))
        return unknown("what a trainer measures")

    def test(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        dataloaders, datamodule = _given(dataloaders, datamodule)
        _ready(model, datamodule, "test")
        self._run(model, "test_step", dataloaders or _loaders(datamodule, model, "test_dataloader"))
        return unknown("what a trainer measures")

    def predict(self, model=None, dataloaders=None, datamodule=None, **kwargs):
        dataloaders, datamodule = _given(dataloaders, datamodule)
        _ready(model, datamodule, "predict")
        self._run(model, "predict_step", dataloaders or _loaders(datamodule, model, "predict_dataloader"))
        return unknown("what a trainer predicts")

    def save_checkpoint(self, *args, **kwargs):
        pass

    def __getattr__(self, name):
        return unknown("what a trainer has besides")


_CALLED_BACK = [f"on_{stage}{part}_{end}" for stage in ("train", "validation", "test", "predict") for part in ("", "_epoch", "_batch") for end in ("start", "end")]
_CALLED_BACK += ["on_fit_start", "on_fit_end", "on_sanity_check_start", "on_sanity_check_end", "setup", "teardown", "on_exception", "on_save_checkpoint", "on_before_backward", "on_after_backward", "on_before_optimizer_step"]

_HOOKS = {
    "training_step": ("on_fit_start", "on_train_start", "on_train_epoch_start"),
    "validation_step": ("on_validation_start", "on_validation_epoch_start"),
    "test_step": ("on_test_start", "on_test_epoch_start"),
    "predict_step": ("on_predict_start", "on_predict_epoch_start"),
}


def _given(dataloaders, datamodule):
    """A data module may stand in the place of loaders."""
    return (None, dataloaders) if isinstance(dataloaders, LightningDataModule) else (dataloaders, datamodule)


def _ready(model, datamodule, stage):
    for part in (datamodule, model):
        if part is not None:
            part.prepare_data()
            part.setup(stage)
    if model is not None and stage == "fit":
        model.configure_optimizers()


def _loaders(datamodule, model, name):
    for place in (datamodule, model):
        make = getattr(place, name, None)
        if make is not None:
            return make()
    return None


def _run(model, step, loaders):
    run = getattr(model, step, None)
    if run is None or loaders is None:
        return
    several = list(loaders.values()) if isinstance(loaders, dict) else loaders if isinstance(loaders, (list, tuple)) else None
    if several is not None and step == "training_step":
        return  # The batches of several loaders come together, as the trainer is told.
    model.train(step == "training_step")
    for hook in _HOOKS[step]:
        getattr(model, hook, _nothing)()
    most = len(inspect.signature(run).parameters)
    for number, loader in enumerate(several or [loaders]):
        for index, batch in enumerate(loader):
            run(*(batch, index, number)[:most])


def _nothing():
    pass


def seed_everything(seed=None, workers=False, verbose=True):
    return seed


def __getattr__(name):
    return unknown("pytorch_lightning." + name)
