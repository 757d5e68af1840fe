"""Layers made of other layers."""
from torch.nn.parallel import DataParallel
from torch.nn.modules.transformer import Transformer, TransformerDecoder, TransformerDecoderLayer, TransformerEncoder, TransformerEncoderLayer

from dataclasses import dataclass

from torch.nn.modules.module import Module


class Container(Module):
    """PyTorch's first container: it registers what it is given."""

    def __init__(self, **kwargs):
        super().__init__()
        for key, value in kwargs.items():
            self.add_module(key, value)


@dataclass
class LinearCrossEntropyOptions:
    allow_retain_graph: bool = False
    batch_chunk_size: object = None
    chunking_method: str = "auto"
    acc_policy: str = "auto"
    acc_dtype: object = None


def factory_kwargs(kwargs):
    if kwargs is None:
        return {}
    if set(kwargs) - {"device", "dtype", "memory_format", "factory_kwargs"}:
        raise TypeError(f"unexpected kwargs {set(kwargs) - {'device', 'dtype', 'memory_format', 'factory_kwargs'}}")
    given = dict(kwargs.get("factory_kwargs", {}))
    for key in ("device", "dtype", "memory_format"):
        if key in kwargs:
            if key in given:
                raise TypeError(f"{key} specified twice, in **kwargs and in factory_kwargs")
            given[key] = kwargs[key]
    return given
