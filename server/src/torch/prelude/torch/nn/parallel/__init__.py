"""Wrappers that run a module on several devices: on shapes they are the module."""
from _shapelint import unknown
from torch.nn import Module


class DataParallel(Module):
    __closed__ = True

    def __init__(self, module, device_ids=None, output_device=None, dim=0):
        super().__init__()
        self.dim = dim
        self.module = module
        self.device_ids = []
        self.output_device = output_device

    @property
    def src_device_obj(self):
        return unknown("the device that a module is on")

    def forward(self, *inputs, **kwargs):
        if type(self).scatter is not DataParallel.scatter:
            return unknown("what the replicas give for inputs that are handed out in another way")
        return self.module(*inputs, **kwargs)

    def replicate(self, module, device_ids):
        return replicate(module, device_ids)

    def scatter(self, inputs, kwargs, device_ids):
        return unknown("the inputs of each device")

    def parallel_apply(self, replicas, inputs, kwargs):
        return parallel_apply(replicas, inputs, kwargs)

    def gather(self, outputs, output_device):
        return gather(outputs, output_device, self.dim)


class DistributedDataParallel(Module):
    def __init__(self, module, *args, **kwargs):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **kwargs):
        return self.module(*inputs, **kwargs)


def data_parallel(module, inputs, *args, **kwargs):
    return module(*inputs) if isinstance(inputs, tuple) else module(inputs)


DistributedDataParallelCPU = DistributedDataParallel


def replicate(network, devices, detach=False):
    return [network for _ in devices]


def parallel_apply(modules, inputs, kwargs_tup=None, devices=None):
    outputs = []
    for i, module in enumerate(modules):
        given = inputs[i] if isinstance(inputs[i], (list, tuple)) else (inputs[i],)
        outputs.append(module(*given, **(kwargs_tup[i] if kwargs_tup else {})))
    return outputs


def scatter(inputs, target_gpus, dim=0):
    if isinstance(inputs, (list, tuple)) and not inputs:
        return []
    return [inputs]


def gather(outputs, target_device, dim=0):
    import torch

    first = outputs[0]
    if isinstance(first, torch.Tensor):
        return torch.cat(list(outputs), dim)
    return first
