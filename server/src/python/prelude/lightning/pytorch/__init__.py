"""`lightning.pytorch`."""
from pytorch_lightning import Callback, LightningDataModule, LightningModule, Trainer, seed_everything
from _shapelint import unknown


def __getattr__(name):
    return unknown("lightning.pytorch." + name)
