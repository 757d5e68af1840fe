"""Stubs of quantization as they stand in a float model."""
from torch.nn import Module


class QuantStub(Module):
    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class DeQuantStub(Module):
    def __init__(self, qconfig=None):
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x):
        return x


class QuantWrapper(Module):
    def __init__(self, module):
        super().__init__()
        self.quant = QuantStub()
        self.dequant = DeQuantStub()
        self.add_module("module", module)
        self.train(module.training)

    def forward(self, X):
        X = self.quant(X)
        X = self.module(X)
        return self.dequant(X)


class QConfig:
    def __init__(self, activation=None, weight=None):
        self.activation = activation
        self.weight = weight


default_qconfig = QConfig()
default_qat_qconfig = QConfig()


def get_default_qconfig(backend="x86", version=0):
    return QConfig()


def get_default_qat_qconfig(backend="x86", version=1):
    return QConfig()


def prepare(model, inplace=False, *args, **kwargs):
    """Observers are put beside the layers: on shapes, the model."""
    return model


def prepare_qat(model, mapping=None, inplace=False):
    return model


def convert(module, mapping=None, inplace=False, *args, **kwargs):
    return module


def quantize(model, run_fn, run_args, mapping=None, inplace=False):
    return model


def quantize_dynamic(model, qconfig_spec=None, dtype=None, mapping=None, inplace=False):
    return model


def propagate_qconfig_(module, qconfig_dict=None, prepare_custom_config_dict=None):
    return None


def fuse_modules(model, modules_to_fuse, inplace=False, *args, **kwargs):
    return model


def fuse_modules_qat(model, modules_to_fuse, inplace=False, *args, **kwargs):
    return model
