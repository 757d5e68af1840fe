"""A log of a run: it changes nothing."""
from _shapelint import unknown


class SummaryWriter:
    def __init__(self, log_dir=None, *args, **kwargs):
        self.log_dir = unknown("the folder of a run") if log_dir is None else log_dir

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None

    def __getattr__(self, name):
        return lambda *args, **kwargs: None
