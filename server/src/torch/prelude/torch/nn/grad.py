"""Gradients of convolutions by hand (https://docs.pytorch.org/docs/stable/nn.functional.html)."""
import torch
from _shapelint import unknown


def _gradient(of, convolve, sample, input_size, weight_size, grad_output, options):
    made = convolve(sample.new_empty(input_size), sample.new_empty(weight_size), None, *options)
    if made.dim() == grad_output.dim():
        # Rows are pictures of one row to the kernel.
        rank, more = (4, 1) if made.dim() == 3 else (made.dim(), 0)
        for i in range(1, made.dim()):
            wanted, given = made.shape[i], grad_output.shape[i]
            if wanted != given:
                at = i if i == 1 else i + more
                raise RuntimeError(f"Expected a tensor of dimension {rank} and tensor.size[{at}] == {wanted} but got: dimension {rank} and tensor.size[{at}] = {given}")
    if made.shape != grad_output.shape:
        return unknown("the gradient of an output of another shape")
    return torch.empty(of, dtype=grad_output.dtype, device=grad_output.device)


def conv1d_input(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(input_size, torch.conv1d, weight, input_size, weight.shape, grad_output, (stride, padding, dilation, groups))


def conv1d_weight(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(weight_size, torch.conv1d, input, input.shape, weight_size, grad_output, (stride, padding, dilation, groups))


def conv2d_input(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(input_size, torch.conv2d, weight, input_size, weight.shape, grad_output, (stride, padding, dilation, groups))


def conv2d_weight(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(weight_size, torch.conv2d, input, input.shape, weight_size, grad_output, (stride, padding, dilation, groups))


def conv3d_input(input_size, weight, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(input_size, torch.conv3d, weight, input_size, weight.shape, grad_output, (stride, padding, dilation, groups))


def conv3d_weight(input, weight_size, grad_output, stride=1, padding=0, dilation=1, groups=1):
    return _gradient(weight_size, torch.conv3d, input, input.shape, weight_size, grad_output, (stride, padding, dilation, groups))
