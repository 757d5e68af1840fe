"""A module whose parameters are spread over processes: on shapes it is the module."""
from torch.nn import Module


class FullyShardedDataParallel(Module):
    def __init__(self, module, *args, **kwargs):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)


def fully_shard(module, *args, **kwargs):
    return module


class MixedPrecision:
    def __init__(self, *args, **kwargs):
        pass


class MixedPrecisionPolicy(MixedPrecision):
    pass


class CPUOffload(MixedPrecision):
    pass
