"""FlexAttention: scores changed by a function, blocks of the mask left out."""
from typing import NamedTuple

import torch


class BlockMask:
    def __init__(self, shape, mask_mod):
        self.shape = shape
        self.mask_mod = mask_mod

    def to(self, *args, **kwargs):
        return self


def create_block_mask(mask_mod, B, H, Q_LEN, KV_LEN, device="cuda", BLOCK_SIZE=128, _compile=False):
    return BlockMask((1 if B is None else B, 1 if H is None else H, Q_LEN, KV_LEN), mask_mod)


def create_mask(mod_fn, B, H, Q_LEN, KV_LEN, device="cuda"):
    return torch.ones(1 if B is None else B, 1 if H is None else H, Q_LEN, KV_LEN, dtype=torch.bool)


def and_masks(*mask_mods):
    return lambda b, h, q, k: mask_mods[0](b, h, q, k)


def or_masks(*mask_mods):
    return lambda b, h, q, k: mask_mods[0](b, h, q, k)


def noop_mask(batch, head, token_q, token_kv):
    return batch.new_ones((), dtype=torch.bool)


def flex_attention(query, key, value, score_mod=None, block_mask=None, scale=None, enable_gqa=False, return_lse=False, kernel_options=None, *, return_aux=None):
    out = torch.nn.functional.scaled_dot_product_attention(query, key, value, scale=scale, enable_gqa=enable_gqa)
    return (out, query.new_empty(query.shape[:-1])) if return_lse else out


class AuxRequest(NamedTuple):
    lse: bool = False
    max_scores: bool = False


class AuxOutput(NamedTuple):
    lse: object = None
    max_scores: object = None


FlexKernelOptions = dict
