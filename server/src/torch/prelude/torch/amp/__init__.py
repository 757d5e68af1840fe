from torch import autocast

from _shapelint import unknown


class GradScaler:
    def __init__(self, *args, **kwargs):
        pass

    def scale(self, outputs):
        return outputs

    def unscale_(self, optimizer):
        return None

    def step(self, optimizer, *args, **kwargs):
        return optimizer.step(*args, **kwargs)

    def update(self, new_scale=None):
        return None

    def get_scale(self):
        return 65536.0

    def is_enabled(self):
        return False

    def state_dict(self):
        return unknown("the state of a scaler, which is empty without a GPU")

    def load_state_dict(self, state_dict):
        return None


def custom_fwd(fwd=None, **kwargs):
    return fwd if fwd is not None else (lambda f: f)


def custom_bwd(bwd=None, **kwargs):
    return bwd if bwd is not None else (lambda f: f)


def is_autocast_available(device_type):
    return True
