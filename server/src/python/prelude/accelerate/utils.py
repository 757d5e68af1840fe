"""`accelerate.utils`, as far as scripts in one process use it. https://huggingface.co/docs/accelerate/package_reference/utilities"""
from _shapelint import unknown


class DistributedType:
    NO = "NO"
    MULTI_CPU = "MULTI_CPU"
    MULTI_GPU = "MULTI_GPU"
    DEEPSPEED = "DEEPSPEED"
    FSDP = "FSDP"
    XLA = TPU = "XLA"
    MEGATRON_LM = "MEGATRON_LM"


def set_seed(seed, device_specific=False, deterministic=False):
    return None


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return unknown(f"accelerate.utils.{name} is not modelled")
