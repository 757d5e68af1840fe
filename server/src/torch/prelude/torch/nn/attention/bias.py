"""Causal masks that attention takes without their being made."""
import torch


class CausalBias(torch.Tensor):
    pass


def causal_upper_left(*size):
    return torch.ones(*size, dtype=torch.bool)


def causal_lower_right(*size):
    return torch.ones(*size, dtype=torch.bool)


class CausalVariant:
    UPPER_LEFT = 1
    LOWER_RIGHT = 2
