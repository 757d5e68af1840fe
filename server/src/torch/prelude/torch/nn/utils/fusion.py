"""Batch normalization folded into the convolution or linear layer before it."""
import copy

import torch


def fuse_conv_bn_eval(conv, bn, transpose=False):
    if conv.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(conv)
    if fused.bias is None:
        fused.bias = torch.nn.Parameter(torch.zeros_like(bn.running_mean))
    return fused


def fuse_conv_bn_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, transpose=False):
    bias = torch.zeros_like(bn_rm) if conv_b is None else conv_b
    return torch.nn.Parameter(conv_w.clone()), torch.nn.Parameter(bias.clone())


def fuse_linear_bn_eval(linear, bn):
    if linear.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(linear)
    if fused.bias is None:
        fused.bias = torch.nn.Parameter(torch.zeros_like(bn.running_mean))
    return fused


def fuse_linear_bn_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b):
    bias = torch.zeros_like(bn_rm) if linear_b is None else linear_b
    return torch.nn.Parameter(linear_w.clone()), torch.nn.Parameter(bias.clone())
