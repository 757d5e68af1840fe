"""Swin transformers (Liu et al. 2021)."""
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn

from torchvision.models._api import Weights, WeightsEnum, takes_weights
from torchvision.ops.misc import MLP, Permute
from torchvision.ops.stochastic_depth import StochasticDepth


class PatchMerging(nn.Module):
    """Two by two neighbours become one with four times the channels, of which half are kept."""

    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__()
        self.dim = dim
        self.reduction = nn.Linear(4 * dim, 2 * dim, bias=False)
        self.norm = norm_layer(4 * dim)

    def forward(self, x):
        h, w = x.shape[-3:-1]
        x = F.pad(x, (0, 0, 0, w % 2, 0, h % 2))
        corners = [x[..., i::2, j::2, :] for j in (0, 1) for i in (0, 1)]
        return self._merged(torch.cat(corners, -1))

    def _merged(self, corners):
        return self.reduction(self.norm(corners))


def _windows(x, size):
    """(B, H, W, C) to (B * windows, size, C)."""
    b, h, w, c = x.shape
    x = x.view(b, h // size[0], size[0], w // size[1], size[1], c).permute(0, 1, 3, 2, 4, 5)
    return x.reshape(b * (h // size[0]) * (w // size[1]), size[0] * size[1], c)


def _whole(x, size, b, h, w):
    x = x.view(b, h // size[0], w // size[1], size[0], size[1], x.shape[-1])
    return x.permute(0, 1, 3, 2, 4, 5).reshape(b, h, w, x.shape[-1])


class ShiftedWindowAttention(nn.Module):
    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True, attention_dropout=0.0, dropout=0.0):
        super().__init__()
        if len(window_size) != 2 or len(shift_size) != 2:
            raise ValueError("window_size and shift_size must be of length 2")
        self.window_size = window_size
        self.shift_size = shift_size
        self.num_heads = num_heads
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.qkv = nn.Linear(dim, 3 * dim, bias=qkv_bias)
        self.proj = nn.Linear(dim, dim, bias=proj_bias)
        self.define_relative_position_bias_table()
        self.define_relative_position_index()

    def define_relative_position_bias_table(self):
        h, w = self.window_size
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * h - 1) * (2 * w - 1), self.num_heads))

    def define_relative_position_index(self):
        h, w = self.window_size
        rows, columns = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        rows, columns = rows.flatten(), columns.flatten()
        index = (rows[:, None] - rows[None, :] + h - 1) * (2 * w - 1) + (columns[:, None] - columns[None, :] + w - 1)
        self.register_buffer("relative_position_index", index.flatten())

    def get_relative_position_bias(self):
        n = self.window_size[0] * self.window_size[1]
        bias = self.relative_position_bias_table[self.relative_position_index]
        return bias.view(n, n, -1).permute(2, 0, 1).contiguous().unsqueeze(0)

    def _scores(self, q, k):
        return (q * (q.shape[-1] ** -0.5)).matmul(k.transpose(-2, -1))

    def forward(self, x):
        b, h, w, c = x.shape
        size = self.window_size
        padded = F.pad(x, (0, 0, 0, (size[1] - w % size[1]) % size[1], 0, (size[0] - h % size[0]) % size[0]))
        ph, pw = padded.shape[1], padded.shape[2]
        shift = [0 if size[i] >= n else self.shift_size[i] for i, n in enumerate((ph, pw))]
        shifted = sum(shift) > 0
        if shifted:
            padded = torch.roll(padded, shifts=(-shift[0], -shift[1]), dims=(1, 2))
        windows = _windows(padded, size)
        n = size[0] * size[1]
        qkv = F.linear(windows, self.qkv.weight, self.qkv.bias)
        qkv = qkv.reshape(windows.size(0), n, 3, self.num_heads, c // self.num_heads).permute(2, 0, 3, 1, 4)
        scores = self._scores(qkv[0], qkv[1]) + self.get_relative_position_bias()
        scores = F.dropout(F.softmax(scores, dim=-1), p=self.attention_dropout, training=self.training)
        out = scores.matmul(qkv[2]).transpose(1, 2).reshape(windows.size(0), n, c)
        out = F.dropout(F.linear(out, self.proj.weight, self.proj.bias), p=self.dropout, training=self.training)
        out = _whole(out, size, b, ph, pw)
        if shifted:
            out = torch.roll(out, shifts=(shift[0], shift[1]), dims=(1, 2))
        return out[:, :h, :w, :].contiguous()


class PatchMergingV2(PatchMerging):
    def __init__(self, dim, norm_layer=nn.LayerNorm):
        super().__init__(dim, norm_layer)
        self.norm = norm_layer(2 * dim)

    def _merged(self, corners):
        return self.norm(self.reduction(corners))


class ShiftedWindowAttentionV2(ShiftedWindowAttention):
    """Cosines in place of products, and a bias reckoned from the distance."""

    def __init__(self, dim, window_size, shift_size, num_heads, qkv_bias=True, proj_bias=True, attention_dropout=0.0, dropout=0.0):
        super().__init__(dim, window_size, shift_size, num_heads, qkv_bias, proj_bias, attention_dropout, dropout)
        self.logit_scale = nn.Parameter(torch.log(10 * torch.ones((num_heads, 1, 1))))
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 512), nn.ReLU(inplace=True), nn.Linear(512, num_heads, bias=False))

    def define_relative_position_bias_table(self):
        h, w = self.window_size
        rows, columns = torch.meshgrid(torch.arange(1.0 - h, h), torch.arange(1.0 - w, w), indexing="ij")
        self.register_buffer("relative_coords_table", torch.stack([rows, columns], dim=-1).unsqueeze(0))

    def get_relative_position_bias(self):
        n = self.window_size[0] * self.window_size[1]
        table = self.cpb_mlp(self.relative_coords_table).view(-1, self.num_heads)
        bias = table[self.relative_position_index].view(n, n, -1).permute(2, 0, 1).contiguous().unsqueeze(0)
        return 16 * torch.sigmoid(bias)

    def _scores(self, q, k):
        cosines = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1)
        return cosines * torch.clamp(self.logit_scale, max=4.6052).exp()


class SwinTransformerBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0, stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm, attn_layer=ShiftedWindowAttention):
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = attn_layer(dim, window_size, shift_size, num_heads, attention_dropout=attention_dropout, dropout=dropout)
        self.stochastic_depth = StochasticDepth(stochastic_depth_prob, "row")
        self.norm2 = norm_layer(dim)
        self.mlp = MLP(dim, [int(dim * mlp_ratio), dim], activation_layer=nn.GELU, inplace=None, dropout=dropout)

    def forward(self, x):
        x = x + self.stochastic_depth(self.attn(self.norm1(x)))
        return x + self.stochastic_depth(self.mlp(self.norm2(x)))


class SwinTransformerBlockV2(SwinTransformerBlock):
    def __init__(self, dim, num_heads, window_size, shift_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0, stochastic_depth_prob=0.0, norm_layer=nn.LayerNorm, attn_layer=ShiftedWindowAttentionV2):
        super().__init__(dim, num_heads, window_size, shift_size, mlp_ratio, dropout, attention_dropout, stochastic_depth_prob, norm_layer, attn_layer)

    def forward(self, x):
        x = x + self.stochastic_depth(self.norm1(self.attn(x)))
        return x + self.stochastic_depth(self.norm2(self.mlp(x)))


class SwinTransformer(nn.Module):
    __closed__ = True

    def __init__(self, patch_size, embed_dim, depths, num_heads, window_size, mlp_ratio=4.0, dropout=0.0, attention_dropout=0.0, stochastic_depth_prob=0.1, num_classes=1000, norm_layer=None, block=None, downsample_layer=PatchMerging):
        super().__init__()
        self.num_classes = num_classes
        block = block or SwinTransformerBlock
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-5)
        stem = nn.Conv2d(3, embed_dim, (patch_size[0], patch_size[1]), (patch_size[0], patch_size[1]))
        layers = [nn.Sequential(stem, Permute([0, 2, 3, 1]), norm_layer(embed_dim))]
        total = sum(depths)
        done = 0
        width = embed_dim
        for i, depth in enumerate(depths):
            stage = []
            for j in range(depth):
                shift = [0 if j % 2 == 0 else w // 2 for w in window_size]
                drop = stochastic_depth_prob * float(done) / (total - 1)
                stage.append(block(width, num_heads[i], window_size=window_size, shift_size=shift, mlp_ratio=mlp_ratio, dropout=dropout, attention_dropout=attention_dropout, stochastic_depth_prob=drop, norm_layer=norm_layer))
                done += 1
            layers.append(nn.Sequential(*stage))
            if i < len(depths) - 1:
                layers.append(downsample_layer(width, norm_layer))
                width *= 2
        self.features = nn.Sequential(*layers)
        self.norm = norm_layer(width)
        self.permute = Permute([0, 3, 1, 2])
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.flatten = nn.Flatten(1)
        self.head = nn.Linear(width, num_classes)

    def forward(self, x):
        x = self.permute(self.norm(self.features(x)))
        return self.head(self.flatten(self.avgpool(x)))


def _swin(embed_dim, depths, num_heads, drop, kwargs):
    drop = kwargs.pop("stochastic_depth_prob", drop)
    return SwinTransformer([4, 4], embed_dim, depths, num_heads, [7, 7], stochastic_depth_prob=drop, **kwargs)


def _swin_v2(embed_dim, depths, num_heads, drop, kwargs):
    drop = kwargs.pop("stochastic_depth_prob", drop)
    return SwinTransformer([4, 4], embed_dim, depths, num_heads, [8, 8], stochastic_depth_prob=drop, block=SwinTransformerBlockV2, downsample_layer=PatchMergingV2, **kwargs)


class Swin_T_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 232)
    DEFAULT = IMAGENET1K_V1


class Swin_S_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 246)
    DEFAULT = IMAGENET1K_V1


class Swin_B_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(224, 238)
    DEFAULT = IMAGENET1K_V1


class Swin_V2_T_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(256, 260)
    DEFAULT = IMAGENET1K_V1


class Swin_V2_S_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(256, 260)
    DEFAULT = IMAGENET1K_V1


class Swin_V2_B_Weights(WeightsEnum):
    IMAGENET1K_V1 = Weights(256, 272)
    DEFAULT = IMAGENET1K_V1


@takes_weights(Swin_T_Weights)
def swin_t(*, weights=None, progress=True, **kwargs):
    return _swin(96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2, kwargs)


@takes_weights(Swin_S_Weights)
def swin_s(*, weights=None, progress=True, **kwargs):
    return _swin(96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3, kwargs)


@takes_weights(Swin_B_Weights)
def swin_b(*, weights=None, progress=True, **kwargs):
    return _swin(128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5, kwargs)


@takes_weights(Swin_V2_T_Weights)
def swin_v2_t(*, weights=None, progress=True, **kwargs):
    return _swin_v2(96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2, kwargs)


@takes_weights(Swin_V2_S_Weights)
def swin_v2_s(*, weights=None, progress=True, **kwargs):
    return _swin_v2(96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3, kwargs)


@takes_weights(Swin_V2_B_Weights)
def swin_v2_b(*, weights=None, progress=True, **kwargs):
    return _swin_v2(128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5, kwargs)
