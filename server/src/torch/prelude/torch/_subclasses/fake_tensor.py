"""Tensors without data: nothing in a running program is one."""
import torch


class FakeTensor(torch.Tensor):
    pass


class FakeTensorMode:
    def __init__(self, **kwargs):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return False

    def from_tensor(self, tensor, **kwargs):
        return tensor
