"""Collectives with gradients, in one process."""


def all_gather(tensor, group=None):
    return (tensor.clone(),)


def all_reduce(tensor, op=None, group=None):
    return tensor.clone()


def broadcast(tensor, src, group=None):
    return tensor.clone()


def reduce(tensor, dst, op=None, group=None):
    return tensor.clone()


def gather(tensor, dst=0, group=None):
    return (tensor.clone(),)
