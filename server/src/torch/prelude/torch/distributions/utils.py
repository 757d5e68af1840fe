"""What distributions do to their parameters."""
import torch
from torch.nn.functional import softmax

euler_constant = 0.57721566490153286060


def broadcast_all(*values):
    kinds = [v for v in values if isinstance(v, torch.Tensor)]
    dtype = kinds[0].dtype if kinds else torch.get_default_dtype()
    tensors = [v if isinstance(v, torch.Tensor) else torch.tensor(v, dtype=dtype) for v in values]
    return torch.broadcast_tensors(*tensors)


def clamp_probs(probs):
    return probs.clamp(min=1e-7, max=1 - 1e-7)


def logits_to_probs(logits, is_binary=False):
    return torch.sigmoid(logits) if is_binary else softmax(logits, dim=-1)


def probs_to_logits(probs, is_binary=False):
    return torch.log(probs)


class lazy_property:
    def __init__(self, wrapped):
        self.wrapped = wrapped

    def __get__(self, instance, owner=None):
        return self if instance is None else self.wrapped(instance)


def vec_to_tril_matrix(vec, diag=0):
    n = int((1 + 8 * vec.shape[-1]) ** 0.5 - 1) // 2 + diag
    return vec.new_zeros((*vec.shape[:-1], n, n))


def tril_matrix_to_vec(mat, diag=0):
    n = mat.shape[-1]
    return mat.new_zeros((*mat.shape[:-2], n * (n + 1) // 2))
