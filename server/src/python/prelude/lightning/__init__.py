"""`lightning`: Lightning under its newer name."""
from lightning.pytorch import Callback, LightningDataModule, LightningModule, Trainer, seed_everything
from _shapelint import unknown


def __getattr__(name):
    return unknown("lightning." + name)
