"""The commonest slips in models, written by hand: one call for each message PyTorch gives them, and its correct twin."""
from __future__ import annotations

from families.registry import Registry

OPS = Registry()

OPS.fix(
    "linear and matmul",
    "nn.Linear(512, 10)(torch.empty(64, 2048))", "nn.Linear(2048, 10)(torch.empty(64, 2048))",
    "nn.Linear(128, 4)(torch.empty(64, 6, 15, 6).reshape(5760, 6))", "nn.Linear(128, 4)(torch.empty(64, 6, 15, 6))", "nn.Linear(128, 4)(torch.empty(60, 96, 6))",
    "nn.Linear(5, 2)(torch.empty(4))", "nn.Linear(4, 2)(torch.empty(4))", "nn.Linear(5, 2)(torch.empty(()))",
    "torch.mm(torch.empty(3, 4), torch.empty(3, 4))", "torch.mm(torch.empty(3, 4), torch.empty(3, 4).T)", "torch.empty(3, 4) @ torch.empty(3, 4)",
    "torch.matmul(torch.empty(2, 3, 4), torch.empty(2, 3, 5))", "torch.matmul(torch.empty(2, 3, 4), torch.empty(2, 4, 5))", "torch.matmul(torch.empty(2, 3, 4), torch.empty(3, 4, 5))",
    "torch.matmul(torch.empty(3), torch.empty(4, 2))", "torch.matmul(torch.empty(4), torch.empty(4, 2))", "torch.matmul(torch.empty(3), torch.empty(4))",
    "torch.mm(torch.empty(2, 3, 4), torch.empty(4, 5))", "torch.bmm(torch.empty(3, 4), torch.empty(4, 5))", "torch.bmm(torch.empty(2, 3, 4), torch.empty(3, 4, 5))", "torch.bmm(torch.empty(2, 3, 4), torch.empty(2, 4, 5))",
    "torch.addmm(torch.empty(3), torch.empty(2, 3), torch.empty(3, 4))", "torch.addmm(torch.empty(4), torch.empty(2, 3), torch.empty(3, 4))",
    "F.linear(torch.empty(2, 3), torch.empty(3, 4))", "F.linear(torch.empty(2, 3), torch.empty(4, 3))", "nn.Linear(0, 4)(torch.empty(2, 0))", "nn.Linear(3, 4)(torch.zeros(2, 3, dtype=torch.long))", "nn.Linear(3, 4)(torch.zeros(2, 3, dtype=torch.float64))",
    "torch.dot(torch.empty(3), torch.empty(4))", "torch.dot(torch.empty(3), torch.empty(3))", "torch.dot(torch.empty(2, 3), torch.empty(3))", "torch.linalg.cross(torch.empty(2, 3), torch.empty(2, 4))", "torch.linalg.cross(torch.empty(2, 3), torch.empty(2, 3))", "torch.linalg.cross(torch.empty(3), torch.empty(4))", "torch.linalg.cross(torch.empty(1, 3), torch.empty(1, 4), dim=1)", "torch.cross(torch.empty(2, 3), torch.empty(2, 4), dim=1)",
    "nn.Bilinear(3, 4, 6)(torch.empty(2, 3), torch.empty(2, 5))", "nn.Bilinear(3, 4, 6)(torch.empty(2, 3), torch.empty(2, 4))", "torch.mv(torch.empty(3, 4), torch.empty(3))", "torch.mv(torch.empty(3, 4), torch.empty(4))",
    "torch.einsum('ij,jk->ik', torch.empty(2, 3), torch.empty(4, 5))", "torch.einsum('ij,jk->ik', torch.empty(2, 3), torch.empty(3, 5))", "torch.einsum('bij,bjk->bik', torch.empty(2, 3), torch.empty(2, 3, 4))", "torch.einsum('bij,bjk->bik', torch.empty(2, 4, 3), torch.empty(2, 3, 4))",
)

OPS.fix(
    "convolution and pooling",
    "nn.Conv2d(3, 16, 3)(torch.empty(1, 1, 28, 28))", "nn.Conv2d(3, 16, 3)(torch.empty(1, 3, 28, 28))", "nn.Conv2d(3, 16, 3)(torch.empty(8, 32, 32, 3))", "nn.Conv2d(3, 16, 3)(torch.empty(8, 32, 32, 3).permute(0, 3, 1, 2))",
    "nn.Conv2d(1, 8, 3)(torch.empty(28, 28))", "nn.Conv2d(1, 8, 3)(torch.empty(1, 28, 28))", "nn.Conv2d(3, 8, 3)(torch.empty(1, 1, 3, 28, 28))", "nn.Conv2d(3, 16, 3)(torch.empty(28, 28, 3))", "nn.Conv1d(16, 8, 3)(torch.empty(4, 50, 16))", "nn.Conv1d(16, 8, 3)(torch.empty(4, 16, 50))",
    "nn.Conv2d(3, 8, 5)(torch.empty(1, 3, 3, 3))", "nn.Conv2d(3, 8, 5)(torch.empty(1, 3, 5, 5))", "nn.Conv2d(4, 8, 3, groups=3)", "nn.Conv2d(6, 8, 3, groups=3)", "nn.Conv2d(6, 9, 3, groups=3)(torch.empty(1, 6, 5, 5))",
    "nn.Conv2d(3, 8, 3, stride=2, padding='same')", "nn.Conv2d(3, 8, 3, stride=1, padding='same')(torch.empty(1, 3, 7, 9))", "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), stride=2, padding='same')",
    "nn.MaxPool2d(2)(torch.empty(1, 8, 1, 1))", "nn.MaxPool2d(2)(torch.empty(1, 8, 2, 3))", "nn.MaxPool2d(2, padding=2)(torch.empty(1, 8, 6, 6))", "nn.MaxPool2d(2, padding=1)(torch.empty(1, 8, 6, 6))", "nn.AvgPool2d(2)(torch.empty(4, 4))", "nn.AvgPool2d(2)(torch.empty(1, 4, 4))",
    "nn.MaxPool2d(3, 2)(torch.empty(1, 1, 6, 6))", "nn.MaxPool2d(3, 2, ceil_mode=True)(torch.empty(1, 1, 6, 6))", "nn.MaxPool2d(3, 2, padding=1)(torch.empty(1, 1, 6, 6))", "nn.MaxPool2d(3, 2, dilation=2)(torch.empty(1, 1, 6, 6))", "nn.MaxPool2d((3, 2), stride=(2, 1))(torch.empty(20, 16, 50, 32))",
    "nn.MaxPool2d(2, return_indices=True)(torch.empty(1, 1, 6, 6))", "nn.MaxPool2d(1, 2, 3, 4)", "nn.MaxPool2d(1, 2, 3, 4)(torch.empty(1, 1, 6, 6))", "F.max_pool2d(torch.empty(1, 1, 6, 6), 2, return_indices=True)", "nn.AdaptiveAvgPool2d((1, 1))(torch.empty(5, 7))", "nn.AdaptiveAvgPool2d((1, 1))(torch.empty(2, 5, 7))",
    "nn.ConvTranspose2d(64, 32, 2, 2)(torch.empty(1, 32, 8, 8))", "nn.ConvTranspose2d(64, 32, 2, 2)(torch.empty(1, 64, 8, 8))", "nn.ConvTranspose2d(4, 4, 3, stride=2, output_padding=2)(torch.empty(1, 4, 8, 8))", "nn.ConvTranspose2d(4, 4, 3, stride=2, output_padding=1)(torch.empty(1, 4, 8, 8))",
    "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), stride=0)", "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), stride=-1)", "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), padding=-1)", "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), bias=torch.empty(5))", "F.conv2d(torch.empty(1, 3, 8, 8), torch.empty(4, 3, 3, 3), torch.empty(4))",
    "nn.PixelShuffle(2)(torch.empty(1, 6, 4, 4))", "nn.PixelShuffle(2)(torch.empty(1, 8, 4, 4))", "F.interpolate(torch.empty(1, 3, 8, 8), size=(16,))", "F.interpolate(torch.empty(1, 3, 8, 8), size=(16, 16))", "F.interpolate(torch.empty(1, 3, 8, 8), scale_factor=2, mode='bilinear')",
    "F.pad(torch.empty(1, 1, 4, 4), (5, 5, 0, 0), mode='reflect')", "F.pad(torch.empty(1, 1, 4, 4), (3, 3, 0, 0), mode='reflect')", "F.fold(torch.empty(1, 12, 12), (4, 5), (2, 2))", "F.fold(torch.empty(1, 12, 11), (4, 5), (2, 2))", "F.unfold(torch.empty(1, 3, 4, 5), (2, 2))",
)

OPS.fix(
    "views",
    "torch.empty(4, 16, 5, 5).view(4, 120)", "torch.empty(4, 16, 5, 5).view(4, 400)", "torch.empty(64, 576).view(-1, 2800)", "torch.empty(64, 576).view(-1, 576)", "torch.empty(2, 3).reshape(4, 2)", "torch.empty(2, 3).reshape(3, 2)", "torch.empty(2, 3).view(-1, -1)",
    "torch.empty(2, 3).t().view(6)", "torch.empty(2, 3).t().reshape(6)", "torch.empty(2, 3).t().contiguous().view(6)", "torch.empty(2, 16).unflatten(1, (3, 5))", "torch.empty(2, 15).unflatten(1, (3, 5))", "torch.flatten(torch.empty(2, 3, 4), 2, 1)", "torch.flatten(torch.empty(2, 3, 4), 1)",
    "torch.empty(2, 3, 4).permute(0, 2)", "torch.empty(2, 3, 4).permute(0, 2, 1)", "torch.empty(2, 3).transpose(1, 2)", "torch.empty(2, 3).transpose(0, 1)", "torch.empty(2, 3).unsqueeze(4)", "torch.empty(2, 3).squeeze(2)", "torch.empty(2, 3).unsqueeze(2)",
    "torch.empty(2, 3).expand(2, 4)", "torch.empty(2, 1).expand(2, 4)", "torch.empty(2, 3, 4).expand(3, 4)", "torch.empty(2, 3).repeat(2)", "torch.empty(2, 3).repeat(2, 1)", "torch.empty(2, 3, 4).t()", "torch.empty(2, 3, 4).T", "torch.empty(2, 3, 4).mT",
    "torch.cat((torch.empty(1, 64, 56, 56), torch.empty(1, 64, 57, 57)), 1)", "torch.cat((torch.empty(1, 64, 56, 56), torch.empty(1, 32, 56, 56)), 1)", "torch.cat((torch.empty(2, 3), torch.empty(2, 3, 4)))", "torch.cat((torch.empty(2, 3), torch.empty(0)))",
    "torch.stack((torch.empty(3, 4), torch.empty(3, 5)))", "torch.stack((torch.empty(3, 4), torch.empty(3, 4)))", "torch.empty(3).narrow(0, 2, 3)", "torch.empty(3).narrow(0, 1, 2)", "torch.empty(2, 3).unfold(1, 5, 1)", "torch.empty(2, 3).unfold(1, 2, 1)",
    "torch.empty(4, 6).split([2, 3], dim=1)", "torch.empty(4, 6).split([2, 4], dim=1)", "torch.empty(2, 3).size(2)", "torch.empty(2, 3).s(0)", "torch.empty(2, 3).size(0)", "torch.empty(2, 3).shape(0)", "torch.empty(2, 3).size[0]", "torch.empty(2, 3).shape[2]", "torch.empty(2, 3).view()", "torch.empty(2, 3).view(2.0, 3)", "torch.empty(2, 8).view(2, 8 / 2, 2)",
    ("n, c, h, w = torch.empty(2, 3, 4).shape", "n"), ("n, c, h = torch.empty(2, 3, 4).shape", "n"), ("a, b = torch.empty(6).chunk(3)", "a"), ("a, b = torch.empty(6).chunk(2)", "a"), ("f = lambda n, c, h, w: n", "f(*torch.empty(2, 3, 4).shape)"), ("f = lambda n, c, h: n", "f(*torch.empty(2, 3, 4).shape)"),
)

OPS.fix(
    "pointwise and indexing",
    "torch.empty(1, 3, 32, 32) + torch.empty(1, 3, 32, 31)", "torch.empty(1, 3, 32, 32) + torch.empty(1, 3, 32, 1)", "torch.empty(2, 64, 8, 8) + torch.empty(2, 128, 8, 8)", "torch.empty(2, 64, 8, 8) + torch.empty(64, 1, 1)",
    ("x = torch.empty(3, 1)\nx += torch.empty(3, 4)", "x"), ("x = torch.empty(3, 4)\nx += torch.empty(3, 1)", "x"), "torch.empty(3, 1).add_(torch.empty(3, 4))", "torch.empty(2, 3).sum(2)", "torch.empty(2, 3).sum(1)", "torch.softmax(torch.empty(3), 1)", "F.softmax(torch.empty(2, 3), dim=1)", "F.softmax(torch.empty(2, 3))",
    "torch.empty(2, 3)[2]", "torch.empty(2, 3)[1]", "torch.empty(2, 3)[0, 0, 0]", "torch.empty(2, 3)[torch.ones(3, dtype=torch.bool)]", "torch.empty(2, 3)[torch.ones(2, dtype=torch.bool)]", "torch.empty(2, 3)[:, 3]", "torch.empty(2, 3)[..., -1]", "torch.empty(2, 3)['a']",
    "torch.gather(torch.empty(2, 3), 1, torch.zeros(3, 1, dtype=torch.long))", "torch.gather(torch.empty(2, 3), 1, torch.zeros(2, 1, dtype=torch.long))", "torch.zeros(2, 3).scatter(1, torch.zeros(3, 1, dtype=torch.long), 1.0)", "torch.zeros(2, 3).scatter(1, torch.zeros(2, 1, dtype=torch.long), 1.0)",
    ("x = torch.empty(4, 3)\nx[0] = torch.empty(4)", "x"), ("x = torch.empty(4, 3)\nx[:, 0] = torch.empty(3)", "x"), ("x = torch.empty(4, 3)\nx[:, 0] = torch.empty(4)", "x"), "torch.empty(2, 4).copy_(torch.empty(2, 3))", "torch.empty(2, 3).copy_(torch.empty(2, 4))", "torch.empty(2, 3).copy_(torch.empty(3))",
    "torch.where(torch.ones(2, 3, dtype=torch.bool), torch.empty(2, 3), torch.empty(2, 4))", "torch.where(torch.ones(2, 3, dtype=torch.bool), torch.empty(2, 3), torch.empty(3))", "torch.empty(2, 4).masked_fill(torch.ones(2, 3, dtype=torch.bool), 0)", "torch.empty(2, 4).masked_fill(torch.ones(4, dtype=torch.bool), 0)",
    "nn.CosineSimilarity(dim=1)(torch.empty(2, 3), torch.empty(2, 5))", "nn.CosineSimilarity(dim=1)(torch.empty(2, 3), torch.empty(2, 3))", "nn.PReLU(4)(torch.empty(2, 3, 5))", "nn.PReLU(3)(torch.empty(2, 3, 5))", "nn.PReLU()(torch.empty(2, 3, 5))",
    ("m, n = nn.Linear(3, 4), nn.Linear(4, 4)\nm.load_state_dict({'weight': torch.empty(4, 5), 'bias': torch.empty(4)})", "m"), ("m = nn.Linear(5, 4)\nm.load_state_dict({'weight': torch.empty(4, 5), 'bias': torch.empty(4)})", "m"), "Linear(3, 4)", "nn.Linar(3, 4)", "F.relux(torch.empty(2))", "torch.concatt([])",
)

OPS.fix(
    "normalization, recurrent layers and attention",
    "nn.BatchNorm2d(64)(torch.empty(2, 32, 4, 4))", "nn.BatchNorm2d(32)(torch.empty(2, 32, 4, 4))", "nn.BatchNorm1d(3)(torch.empty(2, 3, 4, 4))", "nn.BatchNorm1d(8)(torch.empty(1, 8))", "nn.BatchNorm1d(8).eval()(torch.empty(1, 8))", "nn.BatchNorm1d(8)(torch.empty(2, 8))", "nn.BatchNorm2d(3)(torch.empty(2, 3, 4))",
    "nn.LayerNorm(64)(torch.empty(2, 10, 32))", "nn.LayerNorm(32)(torch.empty(2, 10, 32))", "nn.GroupNorm(3, 32)", "nn.GroupNorm(4, 32)(torch.empty(2, 64, 8, 8))", "nn.GroupNorm(4, 32)(torch.empty(2, 32, 8, 8))", "nn.GroupNorm(3, 32)(torch.empty(2, 32, 8, 8))", "nn.InstanceNorm2d(8, affine=True)(torch.empty(2, 4, 5, 5))",
    "nn.InstanceNorm2d(8)(torch.empty(2, 4, 5, 5))", "nn.InstanceNorm2d(8)(torch.empty(2, 8, 5, 5))", "nn.LSTM(10, 20)(torch.empty(5, 3, 8))", "nn.LSTM(10, 20)(torch.empty(5, 3, 10))", "nn.LSTM(10, 20)(torch.empty(5, 3, 10), (torch.empty(1, 5, 20), torch.empty(1, 5, 20)))", "nn.LSTM(10, 20, batch_first=True)(torch.empty(5, 3, 10), (torch.empty(1, 3, 20), torch.empty(1, 3, 20)))",
    "nn.LSTM(10, 20, batch_first=True)(torch.empty(5, 3, 10), (torch.empty(1, 5, 20), torch.empty(1, 5, 20)))", "nn.LSTM(10, 20)(torch.empty(10))", "nn.GRU(10, 20)(torch.empty(5, 3, 10), torch.empty(1, 5, 20))", "nn.GRU(10, 20)(torch.empty(5, 3, 10), torch.empty(1, 3, 20))", "nn.LSTMCell(10, 20)(torch.empty(3, 8))", "nn.LSTMCell(10, 20)(torch.empty(3, 10))", "nn.RNNCell(10, 20)(torch.empty(3, 8))",
    ("q = torch.empty(5, 3, 8)", "nn.MultiheadAttention(16, 4)(q, q, q)"), ("q = torch.empty(5, 3, 16)", "nn.MultiheadAttention(16, 4)(q, q, q)"), "nn.MultiheadAttention(16, 3)", "nn.TransformerEncoderLayer(16, 4)(torch.empty(5, 3, 8))", "nn.TransformerEncoderLayer(16, 4)(torch.empty(5, 3, 16))", "nn.TransformerEncoderLayer(16, 3)",
    "nn.Transformer(16, 4)(torch.empty(5, 3, 8), torch.empty(5, 3, 8))", "F.scaled_dot_product_attention(torch.empty(2, 4, 5, 8), torch.empty(2, 4, 5, 16), torch.empty(2, 4, 5, 16))", "F.scaled_dot_product_attention(torch.empty(2, 4, 5, 8), torch.empty(2, 4, 6, 8), torch.empty(2, 4, 6, 9))", "F.scaled_dot_product_attention(torch.empty(8, 5, 8), torch.empty(8, 5, 16), torch.empty(8, 5, 16))",
    "nn.Embedding(10, 3)(torch.zeros(2, 4))", "nn.Embedding(10, 3)(torch.zeros(2, 4, dtype=torch.long))", "nn.Embedding(10, 3)(torch.full((2, 4), 10))", "nn.Embedding(10, 3)(torch.full((2, 4), 9))", "nn.Embedding(10, 3)(torch.tensor([-1]))", "nn.Embedding(0, 3)",
)

OPS.fix(
    "losses",
    "F.cross_entropy(torch.empty(8, 5), torch.zeros(4, dtype=torch.long))", "F.cross_entropy(torch.empty(8, 5), torch.zeros(8, dtype=torch.long))", "F.cross_entropy(torch.empty(8, 5), torch.zeros(8, 5, dtype=torch.long))", "F.cross_entropy(torch.empty(8, 5), torch.zeros(8, 5))", "F.cross_entropy(torch.empty(8, 5), torch.zeros(8, 1, dtype=torch.long))",
    "F.cross_entropy(torch.empty(8, 5), torch.zeros(8))", "F.cross_entropy(torch.empty(8, 5), torch.full((8,), 5))", "F.cross_entropy(torch.empty(2, 5, 8, 8), torch.zeros(2, 4, 4, dtype=torch.long))", "F.cross_entropy(torch.empty(2, 5, 8, 8), torch.zeros(2, 8, 8, dtype=torch.long))", "F.cross_entropy(torch.empty(2, 5, 8, 8), torch.zeros(2, 1, 8, 8, dtype=torch.long))",
    "F.nll_loss(torch.empty(8, 5), torch.zeros(8, 1, dtype=torch.long))", "F.nll_loss(torch.empty(8, 5), torch.zeros(8, dtype=torch.long))", "nn.BCELoss()(torch.zeros(8, 1), torch.zeros(8))", "nn.BCELoss()(torch.zeros(8, 1), torch.zeros(8, 1))", "nn.BCEWithLogitsLoss()(torch.zeros(8, 1), torch.zeros(8))", "nn.BCEWithLogitsLoss()(torch.zeros(8), torch.zeros(8))", "nn.BCEWithLogitsLoss()(torch.zeros(8), torch.zeros(8, dtype=torch.long))",
    "nn.MSELoss()(torch.empty(8, 1), torch.empty(8))", "nn.MSELoss()(torch.empty(8, 1), torch.empty(8, 1))", "nn.MSELoss()(torch.empty(8, 3), torch.empty(8, 2))", "nn.L1Loss()(torch.empty(8, 1), torch.empty(8))", "nn.TripletMarginLoss()(torch.empty(3, 5), torch.empty(4, 5), torch.empty(3, 5))", "nn.TripletMarginLoss()(torch.empty(3, 5), torch.empty(3, 5), torch.empty(3, 5))",
    "nn.MultiMarginLoss()(torch.empty(3, 5), torch.zeros(4, dtype=torch.long))", "nn.KLDivLoss()(torch.empty(3, 5), torch.empty(3, 5))", "nn.CrossEntropyLoss()(torch.empty(8, 5).argmax(1), torch.zeros(8, dtype=torch.long))", "nn.CrossEntropyLoss(torch.empty(8, 5), torch.zeros(8, dtype=torch.long))", "nn.MSELoss(torch.empty(3), torch.empty(3))", "F.mse_loss(torch.empty(3))",
)

OPS.fix(
    "what comes before a kernel",
    "F.layer_norm(torch.zeros(0, 3, dtype=torch.uint8), (3,))", "F.group_norm(torch.zeros(0, 3, dtype=torch.int64), 1)", "torch.zeros(0, 3, dtype=torch.complex64).mode()", "torch.zeros(2, 3, dtype=torch.complex64).mode()", "torch.cummax(torch.zeros((), dtype=torch.complex64), 0)",
    "torch.normal(torch.zeros(0, dtype=torch.int64), 1.0)", "torch.normal(torch.zeros(0, dtype=torch.int64), torch.ones(0))", "torch.normal(torch.zeros(2, dtype=torch.int64), 1.0)", "torch.zeros(2, dtype=torch.bool).add_(1, alpha=1.5)", "torch.zeros(2, dtype=torch.uint8).sub_(1.5, alpha=True)",
    "torch.bmm(torch.zeros(2, 2, 2, dtype=torch.complex32), torch.zeros(2, 2, 2, dtype=torch.complex32))", "torch.bmm(torch.zeros(2, 8, 8, dtype=torch.complex32), torch.zeros(2, 8, 8, dtype=torch.complex32))", "torch.einsum('bij,bjk->bik', torch.zeros(2, 8, 8, dtype=torch.bool), torch.zeros(2, 8, 8, dtype=torch.bool))", "F.linear(torch.zeros(2, 2, 2, dtype=torch.bool), torch.zeros(2, 2, dtype=torch.bool))",
    "torch.cumulative_trapezoid(torch.zeros((), dtype=torch.bool), torch.zeros((), dtype=torch.bool))", "torch.trapezoid(torch.zeros(()), torch.zeros(2), dim=1)", "torch.histogram(torch.zeros(0, dtype=torch.float16), 6)", "torch.histogram(torch.zeros(3), torch.zeros(4, dtype=torch.float64))", "torch.histogram(torch.zeros(3), 4, range=(1., 0.))", "torch.histc(torch.zeros(3, dtype=torch.uint8), 4)",
    "torch.zeros(4, 3, dtype=torch.complex64).nansum((0, 0))", "torch.roll(torch.zeros(1, 0), (1, 2), (0, 7))", "torch.zeros(0).repeat_interleave(torch.tensor([2]), output_size=1)", "torch.broadcast_shapes((-1.0,))", "torch.broadcast_shapes((float('nan'),))", "torch.empty([4, [3]], device='valid')", "torch.logspace(0, 3, 1, dtype=torch.bool)",
    ("x = torch.zeros(3, 5)\nx[torch.ones(4, dtype=torch.bool), torch.zeros(2)] = 0", "x"), "torch.zeros(3, 5)[torch.ones(4, dtype=torch.bool), torch.zeros(2)]", "F.embedding(torch.full((2,), 5), torch.ones(9, 1).expand(9, 5), max_norm=1.0)", "F.embedding(torch.full((2,), 5), torch.ones(9, 1).expand(9, 5), max_norm=10.0)",
)

OPS.fix(
    "types and layouts",
    "torch.lerp(torch.zeros(()), torch.zeros(()), torch.zeros((), dtype=torch.float64))", "torch.lerp(torch.zeros(2), torch.zeros(2), 1j)", "torch.float_power(2, torch.zeros(2, 3).t())", "torch.zeros(4, 5, dtype=torch.complex64).t().angle()", "torch.zeros(4, 5).t().angle()",
    "torch.nan_to_num_(torch.zeros(1, dtype=torch.int32).expand(3))", "torch.nan_to_num(torch.zeros(3), out=torch.zeros(3, dtype=torch.float64))", "torch.asarray([1.], requires_grad=None)", "torch.tensor([1.0, -2.0], dtype=torch.uint8)", "torch.tensor(-1, dtype=torch.uint8)", "torch.tensor(1.0, dtype=torch.uint64)",
)

OPS.fix(
    "initialisers",
    "nn.init.xavier_uniform_(torch.zeros(2, 3), -1.0)", "nn.init.xavier_normal_(torch.zeros(2, 3), -1.0)", "nn.init.xavier_normal_(torch.zeros(2, 3), None)", "nn.init.xavier_normal_((3, 3))", "nn.init.uniform_(torch.zeros(2, 3), float('nan'))", "nn.init.normal_(torch.zeros(2, 3), 0.0, float('nan'))", "nn.init.kaiming_uniform_(torch.zeros(2, 3), float('nan'))",
    "nn.init.trunc_normal_(torch.zeros(2, dtype=torch.uint8))", "nn.init.sparse_(torch.zeros(2, 3, dtype=torch.int64), 0.5)", "nn.init.sparse_(torch.zeros(2, 3), None)", "nn.init.sparse_(torch.zeros(2, 3), 0.5, -1.0)", "nn.init.orthogonal_(torch.zeros(2, 3, dtype=torch.float16))", "nn.init.orthogonal_(torch.zeros(2, 3), None)", "nn.init.orthogonal_(torch.zeros(2, 3), 2.0)",
)

UNBEGUN = "class M(nn.Module):\n    def __init__(self):\n        self.n = 3\n    def forward(self, x):\n        return x\nm = M()"

OPS.fix(
    "modules used before Module.__init__",
    *((UNBEGUN, call) for call in ("m(torch.empty(2))", "m.eval()", "m.to('cpu')", "list(m.parameters())", "list(m.children())", "repr(m)", "m.training", "m.forward(torch.empty(2))", "m.n", "m.requires_grad_(False)", "m.register_forward_hook(lambda *a: None)")),
    ("class M(nn.Module):\n    def __init__(self):\n        self.b = nn.Buffer(torch.ones(2))", "M()"),
)

OPS.fix(
    "layouts of results",
    "torch.zeros(3, 2, 1, dtype=torch.float16)[:, ::2] + torch.zeros(1, 6, 3).permute(2, 1, 0)", "torch.zeros(1, 6, 3).permute(2, 1, 0) + torch.zeros(3, 2, 1, dtype=torch.float16)[:, ::2]", "torch.zeros(3, 1, dtype=torch.int64).expand(3, 4) / torch.zeros(4, 3).t()",
    "torch.where(torch.zeros(3, 1, 1, dtype=torch.bool).expand(3, 2, 1), torch.zeros(3, 2, 1, dtype=torch.float16)[:, ::2], torch.zeros(1, 2, 3).permute(2, 1, 0))", "torch.where(torch.zeros(3, 1, dtype=torch.bool).expand(3, 4), torch.zeros(4, 3).t(), 1)", "torch.where(torch.zeros(4, 3, dtype=torch.bool).t(), torch.zeros(3, 1, dtype=torch.float16).expand(3, 4), torch.zeros(()))",
    "torch.einsum('h w, w n c -> c h n', torch.ones(3, 1), torch.ones(1, 2, 2))", "torch.einsum('hw,wnc->nch', torch.ones(3, 1), torch.ones(1, 2, 2))", "torch.einsum('...h,...nc->n...c', torch.ones(2, 1), torch.ones(3, 2, 4, 5))", "torch.einsum('hw,w->h', torch.ones(1, 3).t(), torch.ones(1))",
    "torch.pixel_unshuffle(torch.zeros(2, 3, 1, 1, 1).transpose(2, 0), 1)", "torch.pixel_unshuffle(torch.zeros(2, 4, 3, 4, 4).to(memory_format=torch.channels_last_3d), 2)", "torch.pixel_shuffle(torch.zeros(2, 8, 4, 4, 4).to(memory_format=torch.channels_last_3d), 2)", "torch.channel_shuffle(torch.zeros(2, 8, 4, 4, 4).to(memory_format=torch.channels_last_3d), 2)", "torch.pixel_unshuffle(torch.zeros(0, 4, 4, 4).permute(0, 3, 1, 2), 2)", "torch.pixel_shuffle(torch.zeros(0, 4, 4, 4).permute(0, 3, 1, 2), 2)",
)

OPS.fix(
    "what is checked first",
    "F.fractional_max_pool2d(torch.ones(1, 2, 6, 6), 2, 0.3, None, torch.ones(2, 2))", "F.adaptive_max_pool2d(torch.ones(1, 2, 6, 6), 2.5, torch.ones(2, 2))", "F.max_pool2d(torch.ones(3), 2, return_indices=torch.ones(2, 2))", "torch.logaddexp(torch.zeros((), dtype=torch.complex64), torch.ones(3, dtype=torch.float16))",
    "torch.tensordot(torch.ones(2, 2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool), dims=([0, 1], [1, 0]))", "torch.tensordot(torch.ones(2, 2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool), dims=([0, 1], [0, 1]))", "torch.tensordot(torch.ones(2, 2, dtype=torch.bool), torch.ones(2, 2, dtype=torch.bool), dims=([0], [0]))",
    "F.linear(torch.ones(3, 4), torch.ones(4, 4), bias=torch.ones(4, 3))", "F.linear(torch.ones(3, 4), torch.ones(4, 4), bias=torch.ones(4, 4, 3))", "nn.RReLU(upper=0.4, inplace=True)(torch.zeros(1, 1, dtype=torch.int32).expand(1, 5))", "nn.RReLU(upper=0.4, inplace=True).eval()(torch.zeros(1, 1, dtype=torch.int32).expand(1, 5))",
    "torch.zeros(1).expand(3).scatter_reduce_(0, torch.zeros(5, dtype=torch.int64), torch.ones(6), reduce='most')", "torch.conv_tbc(torch.ones(3, 1, 4, dtype=torch.float16), torch.ones(0, 4, 4), torch.ones(4), 2)", "nn.Embedding('xyz', 3, -1)", "nn.Embedding(3, 3, -4)", "nn.EmbeddingBag((5,), 3, padding_idx=-1)",
    "F.embedding_bag(torch.zeros(6, dtype=torch.int64), torch.zeros(0, 1), torch.tensor([0]), include_last_offset=True)", "F.embedding_bag(torch.tensor([0, 1, 9]), torch.zeros(3, 2), torch.tensor([0, 2]), include_last_offset=True)", "F.embedding_bag(torch.tensor([0, 1, 9]), torch.zeros(3, 2), torch.tensor([0, 2]))", "F.embedding_bag(torch.tensor([0, 1, 9]), torch.zeros(3, 2, dtype=torch.float64), torch.tensor([0, 2]), include_last_offset=True)",
    "torch.clip(torch.ones(1), min=torch.ones((), dtype=torch.complex64), max=6)", "torch.clip(torch.ones(1, dtype=torch.uint8), min=torch.ones((), dtype=torch.complex64), max=6)", "torch.clamp(torch.ones(2, dtype=torch.int64), torch.ones((), dtype=torch.float64), 6)", "torch.clamp(torch.ones(2), 1j, 2)", "torch.clamp(torch.ones(2), 1 + 0j, 2)", "torch.clamp_min(torch.ones(2), 1 + 0j)", "torch.clamp(torch.ones(2, dtype=torch.int64), 1j, 2)", "torch.ones(2, dtype=torch.int64).clamp_(1j, 2)", "torch.clamp(torch.ones(2), torch.ones(2), 6)",
    "torch.broadcast_shapes((2, 3), 'xyz')", "torch.broadcast_shapes([2, 3], [4])", "torch.broadcast_shapes(torch.ones(2, 3).shape, torch.ones(4, 3).shape)", "torch.broadcast_shapes((2, 3), 4)", "'xyz'[5:2:0]", ("x = [1, 2, 3]\nx[::2] = [4]", "x"), ("x = [1, 2, 3]\nx[::-1] = 'abc'", "x"),
)

OPS.fix(
    "empty or without dimensions",
    "nn.Bilinear(3, 0, 5)(torch.ones(2, 1, 3), torch.ones(2, 1, 0))", "F.bilinear(torch.ones(0, 3), torch.ones(0, 4), torch.ones(5, 3, 4))", "torch.zeros(()).take_along_dim(torch.zeros((), dtype=torch.int64), 0)", "torch.zeros(()).take_along_dim(torch.zeros((), dtype=torch.int64))",
    "torch.all(torch.ones(5, 2, dtype=torch.uint8).t(), ())", "torch.any(torch.ones(5, 2).t(), (), keepdim=True)", "torch.all(torch.ones(1, 3).expand(4, 3), [], out=torch.ones(2, dtype=torch.bool))", "torch.zeros(0, dtype=torch.complex64).uniform_(1, 0)", "torch.zeros(2, dtype=torch.complex64).uniform_(1, 0)", "torch.zeros(0).uniform_(1, 0)",
    *(f"torch.linalg.vector_norm(torch.empty(0, 4, 1), {given})" for given in ("float('inf'), (0, 0)", "float('inf'), (1, 1)", "float('inf'), (0, 5)", "2, (1, 5), dtype=torch.int32", "float('inf'), ()")),
    "F.conv2d(torch.ones(3, 6, 0), torch.ones(0, 2, 0, 0), padding='same')", "F.conv2d(torch.ones(3, 6, 0), torch.ones(4, 3, 0, 0), padding='same')", "F.conv1d(torch.ones(1, 3, 6), torch.ones(4, 3, 0), padding='same')",
    "torch.ones(2, 0).dist(torch.ones(2, 0), -1)", "torch.ones(2, 0).dist(torch.ones(2, 0), float('inf'))", "torch.ones(2, 0).dist(torch.ones(2, 0))", "torch.ones(()).resize_(0, -2)", "torch.ones(3).resize_(-2, -3, 0)", "torch.ones(3).as_strided((0, -2), (1, 1))",
    "F.batch_norm(torch.ones(2, 4, 3, 2)[:, :, 1:], torch.ones(4), torch.zeros(4, dtype=torch.int16))", "F.batch_norm(torch.ones(2, 4, 3, 2)[:, :, 1:], torch.ones(4), torch.zeros(4, dtype=torch.float16))", "F.batch_norm(torch.ones(2, 4, 3, 2), torch.ones(4), torch.zeros(4, dtype=torch.int16))", "F.batch_norm(torch.ones(2, 4, 3, 2, dtype=torch.float64)[:, :, 1:], torch.ones(4, dtype=torch.float64), torch.zeros(4, dtype=torch.int16))",
    "nn.ConvTranspose2d(3, 9, (3, 1), groups=3, dilation=(2, 0))(torch.ones(2, 3, 5, 2))", "nn.ConvTranspose2d(3, 9, (3, 1), groups=3, dilation=(1, 0))(torch.ones(2, 3, 5, 2))", "nn.ConvTranspose2d(3, 9, 1, groups=3, dilation=(2, 0))(torch.ones(2, 3, 5, 2))",
)

OPS.fix(
    "sparse tensors asked for their parts",
    "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,)).indices()", "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,)).values()", "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,)).coalesce().is_coalesced()", "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,), is_coalesced=True).indices()",
    "torch.sparse_coo_tensor(torch.arange(1)[None], torch.ones(1), (5,)).indices()", "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,)).is_coalesced()", "torch.sparse_coo_tensor(torch.arange(2)[None], torch.ones(2), (5,))._values()", "torch.ones(2, 3).to_sparse_csc().to_sparse().indices()", "torch.ones(2, 3).to_sparse_csr().to_sparse().indices()", "torch.ones(2, 4).to_sparse_bsr((1, 2)).to_sparse_bsc((2, 2))", "torch.ones(2, 4).to_sparse_bsr((1, 2)).to_sparse_csr()", "torch.ones(2, 3).to_sparse().to_sparse(1)", "torch.ones(2, 3).to_sparse().to_sparse(layout=torch.strided, dense_dim=0)",
)

OPS.fix(
    "numbers and ellipses on one side of a pattern",
    "repeat(torch.ones(3, 1), 'a 11 -> a')", "repeat(torch.ones(3, 1), '... a -> a')", "repeat(torch.ones(3, 3), 'a 3 -> a 3')", "repeat(torch.ones(3), 'a -> a 3')", "reduce(torch.ones(3, 1), 'a b -> a 3', 'mean')", "reduce(torch.ones(3, 3), '... b -> b', 'mean')",
    "reduce(torch.ones(3, 3), 'a 3 -> a', 'mean')", "reduce(torch.ones(3, 3), 'a 3 -> a 3', 'mean')", "reduce(torch.ones(3, 4), 'a 3 -> a', 'mean')",
)

OPS.fix(
    "a Transformer's layer as one kernel",
    *(f"nn.TransformerEncoderLayer(8, 2, 8, batch_first=True).eval()({call})" for call in (
        "torch.ones(4, 3, 7)", "torch.ones(4, 3, 8), torch.ones(3, 3)", "torch.ones(4, 3, 8), torch.ones(4, 4)", "torch.ones(4, 3, 8), torch.ones(2, 3, 3)", "torch.ones(4, 3, 8), torch.ones(4, 3, 3)", "torch.ones(4, 3, 8), torch.ones(8, 3, 3)", "torch.ones(4, 3, 7), torch.ones(4, 4)",
        "torch.ones(4, 3, 8), src_key_padding_mask=torch.ones(4, 4)", "torch.ones(4, 3, 8), src_key_padding_mask=torch.ones(12)", "torch.ones(4, 3, 8), torch.ones(3, 3), src_key_padding_mask=torch.ones(4, 4)", "torch.ones(4, 3, 8), torch.ones(3, 3), src_key_padding_mask=torch.ones(4, 3)",
    )),
    "nn.TransformerEncoderLayer(8, 2, 8, batch_first=True, norm_first=True).eval()(torch.ones(4, 3, 7))", "nn.TransformerEncoderLayer(8, 2, 8).eval()(torch.ones(4, 3, 7))", "nn.TransformerEncoderLayer(8, 2, 8, batch_first=True)(torch.ones(4, 3, 8), torch.ones(4, 4))",
)

OPS.fix(
    "sparse matrices multiplied",
    *(f"torch.ones({sparse}).to_sparse() @ torch.ones({dense})" for sparse, dense in (("3, 2", "3, 4"), ("3, 2", "2, 4"), ("3, 2", "3"), ("3, 2", "2"), ("2", "3, 4"), ("2", "2, 4"), ("2, 3, 2", "2, 4"), ("2, 3, 2", "2"), ("3, 2", "5, 2, 4"))),
    *(f"torch.ones({dense}) @ torch.ones({sparse}).to_sparse()" for sparse, dense in (("3, 2", "4, 3"), ("3, 2", "3, 4"), ("3, 2", "4"), ("3, 2", "3"), ("3", "4, 3"), ("3", "3, 4"), ("2, 3, 2", "3, 4"), ("2, 3, 2", "3"), ("3, 2", "5, 2, 4"))),
    "torch.mm(torch.ones(3, 2).to_sparse(), torch.ones(3, 4))", "torch.sparse.mm(torch.ones(3, 2).to_sparse(), torch.ones(3, 4))", "torch.sparse.mm(torch.ones(3, 2).to_sparse(), torch.ones(2))", "torch.sparse.mm(torch.ones(2, 3, 2).to_sparse(), torch.ones(2, 4))", "torch.ones(3, 2).to_sparse() @ torch.ones(3, 4).to_sparse()", "torch.ones(3, 2).to_sparse_csr() @ torch.ones(3, 4)", "torch.sparse.mm(torch.ones(3, 2).to_sparse_csr(), torch.ones(3, 4))", "torch.ones(2, 3, 2).to_sparse().t()", "torch.ones(3, 2).to_sparse(1).t()",
)
