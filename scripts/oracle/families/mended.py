"""Calls on which a rule once differed from PyTorch: they are recorded whatever the seed, with variations that tell the rule."""
from __future__ import annotations

from families.registry import Op, Registry

OPS = Registry()


def expanded(*more: str) -> list[str]:
    return [f"torch.{t}.{call}" for t in ("ones(2, 1).expand(2, 4)", "ones(1, 4).expand(2, 4)", "ones(2, 4)") for call in more]


OPS.fix("torch.istft", *(f"torch.istft(torch.ones({frequencies}, 2, dtype=torch.complex64), {n}, 1)" for n in (-1, -2, -3, 0) for frequencies in (1, 2)))
OPS.fix("torch.fft.ihfftn", *(f"torch.fft.{f}(torch.ones(4, 5, 3{dtype}), {dims}, norm={norm})" for f in ("ihfftn", "ihfft2") for dtype in ("", ", dtype=torch.complex64", ", dtype=torch.float16") for dims in ("dim=(2, -1)", "s=(0, 2)", "dim=()", "dim=(0, 1)") for norm in ("'reflect'", "None")))
OPS.fix("torch.nn.functional.pad", *(f"F.pad(torch.zeros({shape}, dtype=torch.{dtype}).permute({order}), {pad}, mode='{mode}')" for shape, order, pad in (("2, 3, 4, 5", "0, 3, 1, 2", (1, 1, 1, 1)), ("2, 3, 4, 5, 2", "0, 4, 1, 2, 3", (1, 1, 1, 1, 1, 1))) for dtype in ("bool", "uint16", "int8") for mode in ("reflect", "replicate")))
OPS.fix("torch.fused_moving_avg_obs_fake_quant", *(
    f"torch.fused_moving_avg_obs_fake_quant(torch.zeros({x}), torch.tensor([{observed}]), torch.tensor([1]), torch.ones(0), torch.ones(4), {scale}, torch.ones(4, dtype=torch.{zero}), 0.01, 0, 255, 0, True)"
    for x in ("4, 2", "4, 2, dtype=torch.int64", "4, 2, dtype=torch.complex64", "4, 0, dtype=torch.int64", "0, 2") for observed in (0, 1) for scale in ("torch.ones(4)", "torch.ones(3)", "torch.ones(4, dtype=torch.float64)") for zero in ("int32", "int64")))
OPS.fix("nn.BCEWithLogitsLoss", *(f"nn.{name}(torch.rand(2, 1, 1, 4, 3), {reduction})(torch.rand(2, 1, 1), torch.ones(2, 1, 1))" for name in ("BCELoss", "BCEWithLogitsLoss") for reduction in ("'mean', torch.empty(())", "torch.empty(()), None", "True, torch.empty(2)")))
OPS.fix("F.nll_loss", *(f"F.nll_loss(torch.rand(3, 2), torch.full((3,), {byte}, dtype=torch.uint8), reduction='none')" for byte in (2, 65, 127, 128, 194, 200, 244, 245, 255)), "F.nll_loss(torch.rand(3, 0), torch.zeros(3, dtype=torch.uint8), reduction='none')")
OPS.fix("nn.AdaptiveLogSoftmaxWithLoss", *(f"nn.AdaptiveLogSoftmaxWithLoss(2, 12, {cutoffs}, 2.0)(torch.zeros(3, 2), torch.tensor([{target}, 0, 0]))" for cutoffs in ("(True, 5)", "(True,)", "(1, 5)") for target in (0, 3, 11)))
OPS.fix("nn.LinearCrossEntropyLoss", *(f"nn.LinearCrossEntropyLoss(4, {count}{more})(torch.empty(4, 4), torch.full((4,), 2))" for count in ("'xyz'", "2.5", "None", "[3]", "True", "3") for more in ("", ", out_features=(2,)", ", out_features=2", ", weight=torch.ones(3)", ", label_smoothing=2.0")))
OPS.fix("Tensor.addbmm_", *expanded("addbmm_(torch.ones(4, 2, 3), torch.rand(4, 3, 4))", "addmm_(torch.ones(2, 3), torch.ones(3, 4), beta=0)", "addmm_(torch.ones(2, 0), torch.ones(0, 4), beta=0)", "addmm_(torch.ones(2, 0), torch.ones(0, 4))"),
        *(f"torch.ones(1).expand(2).addmv_(torch.ones(2, {n}), torch.ones({n}){beta})" for n in (0, 3) for beta in ("", ", beta=0")),
        *(f"torch.ones({shape}).expand(3, 2, 4).baddbmm_(torch.ones(3, 2, {n}), torch.ones(3, {n}, 4){beta})" for shape in ("3, 1, 4", "1, 2, 4") for n in (0, 3) for beta in ("", ", beta=0")),
        *(f"torch.ones({shape}).expand(30, 20, 40).baddbmm_(torch.ones(30, 20, 30), torch.ones(30, 30, 40))" for shape in ("30, 1, 40", "1, 20, 40")))
OPS.fix("torch.sparse.sum", *(f"torch.sparse.sum({x}.to_sparse(), {dim}).shape" for x in ("torch.ones(())", "torch.zeros(())", "torch.ones(2, 3)") for dim in ("0", "(0,)", "()")))
OPS.fix("F.multi_head_attention_forward", *(f"F.multi_head_attention_forward(torch.rand(2, 3, 6), torch.randn(3, 3, 6), torch.randn(3, 3, 6), 6, {heads}, torch.ones(18, 6), None, None, None, False, 0.0, torch.randn(6, 6), None)" for heads in ("3.5", "3.0", "2.0", "0.0", "4", "3")))
OPS.fix("torch.lstm", *(f"torch.lstm(torch.ones(2, 2, {features}), (torch.zeros(1, 2, 3), torch.zeros(1, 2, 3)), [torch.zeros(12, 3), torch.ones(12, 3), torch.zeros(12), torch.zeros(12)], True, 1, 0.0, False, False, {first})[0].shape" for features in (1, 2, 3) for first in (False, True)))
OPS.fix("torch.masked.softmin", *(f"torch.masked.softmin(torch.ones(5, dtype=torch.{dtype}), 0, mask={mask})" for dtype in ("bool", "complex64", "int64", "float16") for mask in ("torch.ones(5)", "None")))
OPS.fix("Tensor.map_", *(f"torch.ones(3, dtype=torch.{one}).map_(torch.zeros(3, dtype=torch.{other}), lambda a, b: a)" for one, other in (("bool", "float32"), ("float32", "bool"), ("float32", "bfloat16"), ("float32", "complex64"), ("int64", "uint8"), ("float16", "uint16"))))
OPS.fix("torch.mkldnn_convolution", *(f"torch.mkldnn_convolution(torch.empty(1, 2, 4, 6), torch.zeros(4, 2, 3, 1), torch.empty(4, dtype=torch.{dtype}), [0, 0], [2, 2], [1, 1], 1)" for dtype in ("float32", "float16", "int8")))
OPS.fix("Tensor.to_dense", *(f"torch.sparse_{kind}_tensor(torch.tensor([0, 1, 2]), torch.tensor({places}), {values}, {size}).to_dense()" for kind, values in (("csr", "torch.ones(2)"), ("bsr", "torch.ones(2, 1, 1)")) for places in ([0, 1], [2, 0], [0, 2], [-1, 0]) for size in ((2, 2), (2, 1), (2, 0), (3, 2))), "torch.sparse_csr_tensor(torch.tensor([0, 1, 2]), torch.tensor([0, 1]), torch.ones(2), (2,)).to_dense()")
OPS.fix("torchvision.transforms.Pad", *(f"torchvision.transforms.Pad({sides}, padding_mode='{mode}')({x})" for sides in ("[3.0]", "[1, 2.0]", "[1, 2]") for mode in ("symmetric", "edge") for x in ("torch.ones(3, 6)", "torch.ones(3, 6, 6)", "torch.ones(3, 3, 6, 3, 6)")))
OPS.fix("F.multilabel_soft_margin_loss", *(f"F.multilabel_soft_margin_loss({x}, weight={weight}, reduction='{reduction}')" for x in ("torch.empty(3, 2), torch.ones(3, 2)", "torch.empty(()), torch.ones(())") for weight in ("1", "2.0", "torch.ones(2)", "[1, 2]", "'a'") for reduction in ("none", "mean", "xyz")), *(f"nn.BCEWithLogitsLoss(torch.ones(()), {reduction})(torch.zeros(()), torch.ones(()))" for reduction in ("'mean', torch.empty(())", "torch.empty(()), None")))
OPS.fix("torch.fused_moving_avg_obs_fake_quant", *(f"torch.fused_moving_avg_obs_fake_quant(torch.zeros(5), torch.tensor([{observed}]), torch.tensor([{on}]), torch.ones(1), torch.ones(1), torch.ones(1), torch.full((1,), 300, dtype=torch.int32), 0.01, {bounds}, 0, False)" for observed in (0, 1) for on in (0, 1) for bounds in ("0, -1", "0, 255")))
OPS.fix("F.cosine_similarity", *(f"F.cosine_similarity(torch.zeros({shape}, dtype=torch.{dtype}), torch.ones(5, dtype=torch.{dtype}), {dim}, {eps})" for shape in ("5", "2, 5", "3") for dtype in ("int64", "float32") for dim in (0, 5) for eps in ("-1e-06", "1e-06")))
OPS.fix("torch.vmap", *(f"torch.vmap(lambda a, b: a @ b, in_dims={dims})(torch.rand({x}), torch.empty({y}))" for x, y, dims in (
    ("3, 3, 2", "3, 3, 2", (None, 0)), ("2, 3, 3, 2", "4, 3, 2", (None, 0)), ("3, 3, 2", "4, 2, 5", (None, 0)), ("3, 2", "4, 3, 3, 5", (None, 0)), ("4, 3, 3, 2", "3, 5", (0, None)), ("4, 3, 3, 2", "4, 3, 5", (0, 0)), ("4, 3, 3, 2", "3", (0, None)), ("3, 3, 2", "4, 3", (None, 0)), ("3, 3, 2", "3, 3, 2", (0, None)))),
        *(f"torch.vmap(lambda a: {result})(torch.{x})" for result in ("a * 2", "a.sum()", "a.max()", "torch.relu(a)") for x in ("empty(0)", "empty(0, 2)", "ones(6, 2, dtype=torch.complex64)")))
OPS.fix("torch.as_strided_scatter", *(f"torch.as_strided_scatter({x}, torch.randn({src}), [2, 1], {place})" for x in ("torch.rand(1, 2).expand(4, 2)", "torch.rand(4, 2)") for src in ("0, 1", "2, 1") for place in ("(12, 1)", "(1, 1)", "(1, 1), 30")))
OPS.fix("torch.jit.trace", *(f"torch.jit.trace(nn.{layer}, {inputs}).__class__.__name__" for layer in ("Identity()", "Linear(2, 3)") for inputs in ("(3, 2)", "(torch.ones(2),)", "(torch.ones(2), 3)", "[3]", "((1, 2),)", "(2.0, 1)", "(None,)", "([1],)")))
OPS.fix("F.multi_head_attention_forward", *(f"F.multi_head_attention_forward(torch.zeros(3, 1, 4), torch.zeros(1, 1, 4), torch.empty(1, 1, 4), {embed}, 2, torch.empty(12, 4), None, None, None, False, 0.0, torch.empty(4, 4), torch.ones(4))" for embed in ("True", "4.0", "5.0", "None", "5", "False")))
OPS.fix("torch.masked.normalize", *(f"torch.masked.normalize(torch.rand(2), {ord}, 0, mask=torch.ones(2, dtype=torch.bool))" for ord in ("None", "2.0", "'fro'")))
OPS.fix("torch.mkldnn_convolution", *(f"torch.mkldnn_convolution(torch.randn({shape}), torch.randn(4, 4, {kernel}), None, {pad}, [2, 2], [1, 1], 1)" for shape in ("1, 4, 0, 5", "1, 4, 0, 0") for kernel in ("1, 1", "3, 3") for pad in ([0, 0], [1, 1])))
OPS.fix("torchvision.transforms.Pad", *(f"torchvision.transforms.Pad({sides}, padding_mode='symmetric')(torch.ones(3, 6))" for sides in ("((1, 1), 2, 0, 3)", "[-1, 2]")))
OPS.fix("torch.stft", *(f"torch.stft(torch.rand(20{dtype}), 4, onesided={onesided}, normalized={normalized}, return_complex=True)" for dtype in ("", ", dtype=torch.complex64") for onesided in ("'reflect'", "'xyz'", "2") for normalized in (False, True)))
OPS.fix("torch.fft.fftfreq", *(f"torch.fft.{name}({n}, out=torch.empty({shape}))" for name in ("fftfreq", "rfftfreq") for n in (0, 1, 4) for shape in ("()", "1", "2, 2")))
OPS.fix("F.cross_entropy", *(f"F.cross_entropy(torch.rand(3, {classes}), torch.zeros(3, {n}).{name}(1))" for classes in (0, 2) for n in (1,) for name in ("argmax", "argmin")), *(f"F.cross_entropy(torch.rand(2, 5, 2, 1, 3), torch.full((2, 2, 1, 3), 4), weight=torch.zeros({weight}), label_smoothing={smoothing})" for weight in ("5", "1, 5", "5, 1") for smoothing in (0.0, 0.5)))
OPS.fix("torch.vmap", *(f"torch.vmap(lambda a: a{view}, in_dims={dim})(torch.rand({x}))" for view in (".reshape(-1)", ".view(-1)", ".reshape(-2)", ".view(-2)", ".T.reshape(7, -1)", ".T.view(7, -1)", "[:, 0].view(7, -1)", ".expand(-1, 5)", ".expand(-1, 4, 5)") for dim in (0, 2) for x in ("3, 4, 5", "0, 4, 5")))
OPS.fix("torch.native_batch_norm", *(f"torch.native_batch_norm(torch.zeros({x}), torch.ones({weight}), None, {stats}, {training}, 0.1, 1e-05)" for x in ("2, 3, 4", "1, 3, 0", "4, 3, 1).transpose(1, 2", "5, 1, 2, 4).permute(0, 1, 3, 2") for weight in (3, "()") for stats in ("torch.ones(3), torch.ones(3)", "torch.ones(3), torch.ones(())") for training in (False, True) if weight == 3 or "0" in x))
OPS.fix("torch.native_group_norm", *(f"torch.native_group_norm(torch.ones({x}, dtype=torch.{dtype}), None, None, {n}, 4, 1, 2, 1e-05)" for x in ("3, 1", "0, 4", "1, 4") for dtype in ("int64", "float32") for n in (0, 1)))
OPS.fix("torch.masked.normalize", *(f"torch.masked.normalize(torch.rand(2, 3), {ord}, {dim}{more})" for ord in (2.0, None) for dim in (0, 5, "None", "'a'") for more in ("", ", mask=torch.ones(2)", ", mask=3", ", eps='a'", ", dtype=torch.int32", ", dtype=3")))
OPS.fix("torch.mkldnn_convolution", *(f"torch.mkldnn_convolution(torch.ones(1, 2, 4, 4, dtype=torch.{dtype}), torch.ones(4, 2, 3, 3), torch.ones({bias}), {pad}, {stride}, [1, 1], {groups})" for dtype in ("float32", "float64") for bias in (4, 3) for pad in ([0, 0], [-1, 0], [1, 1, 1]) for stride in ([1, 1], [0, 1]) for groups in (1, 2)))
OPS.fix("torch.quantize_per_tensor_dynamic", *(f"torch.quantize_per_tensor_dynamic(torch.ones({shape}, dtype=torch.{dtype}), torch.{to}, False)" for shape in (2, 0) for dtype in ("complex64", "int64", "float32") for to in ("quint8", "float16", "qint32")))
OPS.fix("torch.quantized_max_pool3d", *(f"torch.quantized_max_pool3d(torch.quantize_per_tensor(torch.empty({x}), 0.1, 10, torch.quint8), {kernel}, dilation={dilation}, stride={stride})" for x in ("1, 2, 3, 4, 5", "2, 3, 4, 5") for kernel in ([0, 2, 2], [2, 2, 2]) for dilation in ([0, 1, 1], [1, 1, 1]) for stride in ([0, 1, 1], [1, 1, 1])))
OPS.fix("torch.quantized_batch_norm", *(f"torch.quantized_batch_norm(torch.quantize_per_tensor(torch.empty({x}), 0.1, 10, torch.quint8), {weight}, {bias}, torch.ones({mean}), torch.ones(3, dtype=torch.{dtype}), 1e-05, 0.1, 0)" for x in ("2, 3, 4", "0, 3, 4", "2") for weight in ("torch.ones(3)", "None") for bias in ("torch.ones(3, dtype=torch.int32)", "torch.ones(3)") for mean in (2, 3) for dtype in ("float32", "float64")))
OPS.fix("torch.fused_moving_avg_obs_fake_quant", *(f"torch.fused_moving_avg_obs_fake_quant(torch.zeros(4), torch.zeros({observed}), torch.ones({on}), torch.ones({least}), torch.ones({most}), torch.ones(1), torch.ones(1, dtype=torch.int32), 0.01, 0, 255, 0, False)" for observed in (1, 2) for on in (1, 3) for least in (1, 4) for most in (1, 2)))
OPS.fix("nn.MultiheadAttention", *((f"x = torch.empty(3, 2, 8)", f"nn.MultiheadAttention(8, 2, batch_first=True).eval()(x, x, x, {masks})") for masks in (*(f"key_padding_mask=torch.zeros({shape}, dtype=torch.bool)" for shape in ((), (3,), (3, 2), (3, 3), (3, 2, 1))), *(f"attn_mask=torch.zeros({shape}, dtype=torch.bool)" for shape in ((), (2, 2), (4,), (3, 2, 2), (6, 2, 2))), *(f"attn_mask=torch.zeros(2, 2, dtype=torch.bool), key_padding_mask=torch.zeros({shape}, dtype=torch.bool)" for shape in ((2, 3), (3,))))))
OPS.fix("F.multi_head_attention_forward", *(f"F.multi_head_attention_forward(torch.rand(2, 4, 9), torch.empty(1, 4, 9), torch.ones(1, 4, 9), 9, {heads}, torch.empty({rows}, 9), None, None, None, False, 0.0, torch.empty(9, 9), None)" for heads in (3, -3) for rows in (22, 24, 25, 26, 27, 28)))
OPS.fix("torch.lstm", *(f"torch.lstm(torch.rand(4, 3, 1), (torch.rand(1, 4, 3), torch.rand(1, 4, 3)), [torch.empty(12, 1), torch.rand({shape}), torch.empty(12), torch.empty(12)], True, 1, 0.0, False, {both}, True)" for shape in ("12, 2", "12") for both in (False,)), *(f"nn.LSTM(6, 6, proj_size=5)(torch.empty(1, 1, 6), (torch.rand(1, 1, 5), torch.ones(1, 1, 6, dtype=torch.{dtype})))" for dtype in ("float64", "float16", "int64", "complex64")))
OPS.fix("F.scaled_dot_product_attention", *(f"F.scaled_dot_product_attention(torch.rand(3, 2, 2, 4), torch.rand(3, 2, {k}, 4), torch.rand(3, 2, {v}, 4))" for k in (0, 1, 2) for v in (0, 1, 2)))
OPS.fix("torch.hash_tensor", *(f"torch.hash_tensor(torch.ones(3, 4, {n}), {dims})" for n in (0, 2) for dims in ((1, 2, -4), (-4, 2), (2, 2), (1,))))
OPS.fix("torch.linalg.householder_product", *(f"torch.linalg.householder_product(torch.ones({shape}), torch.ones({tau}))" for shape in ("2, 3", "3, 2", "3") for tau in ("()", "2", "4")))
OPS.fix("Tensor.bernoulli_", *(f"torch.ones(3, 1, dtype=torch.{dtype}).expand(3, {n}).bernoulli_({p})" for dtype in ("complex64", "float32") for n in (1, 3) for p in (0.5, "torch.ones(())")))
OPS.fix("Tensor.to_padded_tensor", *(f"torch.nested.nested_tensor([torch.ones({n}, dtype=torch.{dtype}), torch.ones(1)]).to_padded_tensor({value}, {size})" for n in (1, 3) for dtype in ("uint8", "float32") for value in (-1, 300.0, 0) for size in ("None", "(2, 5)", "(2, 0)")))


def lstm(*types: str) -> str:
    """A call whose input, states, weights and biases have these types, one letter each."""
    names = {"f": "", "h": ", dtype=torch.float16", "b": ", dtype=torch.bfloat16", "d": ", dtype=torch.float64", "c": ", dtype=torch.complex64", "i": ", dtype=torch.int64", "c8": ", dtype=torch.int8", "u": ", dtype=torch.uint8"}
    x, hidden, cell, wih, whh, bih, bhh = (names[t] for t in types)
    return f"torch.lstm(torch.ones(4, 2, 5{x}), (torch.zeros(1, 2, 3{hidden}), torch.zeros(1, 2, 3{cell})), [torch.ones(12, 5{wih}), torch.ones(12, 3{whh}), torch.ones(12{bih}), torch.ones(12{bhh})], True, 1, 0.0, False, False, False)"


def replaced(own: str, *others: tuple[int, str]) -> list[str]:
    return [dict(others).get(i, own) for i in range(7)]


OPS.fix("torch.lstm", *(lstm(*replaced(own, (i, other))) for own in "fbh" for i in range(7) for other in ("f", "b", "h", "d", "i", "c8", "u", "c") if other != own),
        *(lstm(*replaced(own, (5, other), (6, other))) for own in "fbh" for other in ("f", "b", "d", "i", "u") if other != own),
        *(lstm(*replaced(own, (i, one), (k, two))) for own in "fbh" for i, k in ((1, 2), (2, 3), (2, 5), (3, 4), (4, 5)) for one, two in (("d", "c8"), ("c8", "d"), ("d", "h"))))
OPS.fix("nn.LSTM", *(f"nn.LSTM(5, 3).to(torch.{own})(torch.ones(4, 2, 5, dtype=torch.{own}), (torch.zeros(1, 2, 3, dtype=torch.{hidden}), torch.zeros(1, 2, 3, dtype=torch.{cell})))" for own in ("bfloat16", "float16") for hidden in ("float32", "float16", "bfloat16") for cell in ("float32", "float16", "bfloat16")))
OPS.fix("Tensor.to_mkldnn", *(f"torch.ones({x}, dtype=torch.{own}).to_mkldnn({to})" for own in ("float16", "bfloat16", "float32", "uint8") for to in ("", "torch.float16", "torch.bfloat16", "torch.float32", "torch.int8", "torch.float64") for x in ("2, 3", "0, 3", "()", "1, 2, 3, 4, 5, 6")))
OPS.fix("torch.vmap", *(f"torch.vmap(lambda a: {result}, out_dims={dim})(torch.rand(3, 4, 5))" for result in ("a", "(a, a * 2)", "a.sum()", "a.sum(0)") for dim in (-1, -2, -3, -4, 1, 3)))
OPS.fix("torch.quantized_max_pool2d", *(f"torch.quantized_max_pool2d(torch.quantize_per_tensor(torch.zeros(2, 3, 4, 5), 0.1, 0, torch.quint8), {kernel}, {stride}, {padding}, {dilation})" for kernel in ("[2, 2]", "[2]", "[]", "2") for stride in ("()", "(1,)", "(1, 1, 1)") for padding in ("0", "[1, 1, 1]", "()", "[1]") for dilation in ("1", "[1, 1, 1]", "[1]")))
OPS.fix("nn.AdaptiveLogSoftmaxWithLoss", *(f"nn.AdaptiveLogSoftmaxWithLoss(3, 7, {cutoffs}).{name}(torch.rand({x}))" for name in ("predict", "log_prob") for cutoffs in ("(1, 3, 4)", "(2,)", "(5, 6)") for x in ("2, 3, 3", "2, 5, 3", "2, 6, 3", "1, 4, 3", "0, 3, 3", "2, 0, 3", "2, 2, 1, 3")),
        *(f"nn.AdaptiveLogSoftmaxWithLoss(2, 12, {cutoffs})(torch.zeros(3, 2), torch.full((3,), {target}, dtype=torch.bool))" for cutoffs in ("[1, 11]", "[2, 11]") for target in (0, 9)))
OPS.fix("torch.expand_copy", *(f"torch.expand_copy(torch.zeros({x}), {size})" for x, size in (("0, 2, 1", "[2, 0, 2, -4]"), ("0, 1", "[0, -4]"), ("0, 1", "[0, -1]"), ("2, 1", "[2, -4]"))), *(f"torch.zeros(0, 1).expand(0, -4).{name}()" for name in ("clone", "contiguous", "view_as_real")))
OPS.fix("nn.ConvTranspose1d", *(f"nn.ConvTranspose1d(2, 4, {k}, {s}, padding={p}, groups=2, dilation=(0,))(torch.empty(1, 2, {n}))" for k in (1, 2, 3, 4) for s in (1, 2, 3) for p in (0, 1) for n in (1, 2, 3)))
OPS.fix("torch.einsum", *(f"torch.einsum('bchw,cd->bdhw', torch.zeros({x}, dtype=torch.{dtype}).expand(3, 1, 4, 2), torch.rand(1, 4, dtype=torch.{other}))" for x in ("3, 1, 1, 2", "1, 1, 4, 1", "3, 1, 4, 2") for dtype in ("int32", "float32", "float64") for other in ("float32", "float64")))
OPS.fix("nn.BCEWithLogitsLoss", *(f"nn.{name}, torch.{reduce})(torch.ones(2), torch.ones(2))" for name in ("BCEWithLogitsLoss(torch.empty(1), 'sum'", "BCEWithLogitsLoss(torch.empty(1), False", "MSELoss(None", "MSELoss(False") for reduce in ("rand(())", "randn(1)", "ones(())", "zeros(1)", "rand(2)")))
OPS.fix("torch.linalg.tensorsolve", *(f"torch.linalg.tensorsolve(torch.randn({a}), torch.rand({b}), {dims})" for a, places in (("()", ("(0,)", "(-1,)", "(1,)", "(0, 0)", "(0, -1)", "()", "None")), ("2", ("(0,)", "(0, 0)")), ("2, 2", ("(0, 1)", "(0, 0)", "(0, 1, 0)", "(0, 1, 0, 1)", "(0, 1, 0, 1, 1)"))) for b in ("()", "1", "2") for dims in places))
OPS.fix("torch.quantized_max_pool3d", *(f"torch.quantized_max_pool3d(torch.quantize_per_tensor(torch.empty(2, 1, 6, 2, {w}), 0.1, 2, torch.qint8), {kernel}, {stride}, {padding}, ceil_mode={ceil})" for w in (5, 6) for kernel, padding in (([1, 3, 1], 0), ([1, 2, 1], 0), ([2, 3, 2], (1, 0, 1)), ([2, 2, 2], 0)) for stride in ((2, 1, 2), (5, 1, 5)) for ceil in (True, False)))
OPS.fix("nn.TransformerEncoderLayer", *(f"nn.TransformerEncoderLayer(12, 4, 8, batch_first=True{more}).eval()(torch.ones({x}, dtype=torch.{dtype}){mask})" for x in ("1, 2, 12", "3, 1, 12", "3, 2, 12", "2, 12") for dtype in ("int32", "bool", "float64") for more, mask in (("", ""), (", norm_first=True", ""), (", bias=False", ""), (", activation='gelu'", ", src_mask=torch.zeros(2, 2)"), ("", ", src_key_padding_mask=torch.zeros(1, 2)"))))
OPS.fix("OrderedDict", *(f"{call}" for item in ("1", "None", "'ab'", "'abc'", "()", "(1,)", "[1, 2, 3]") for call in (f"OrderedDict([('a', 3), {item}])", f"dict([('a', 3), {item}])", f"OrderedDict().update([{item}])")), "OrderedDict({1: 2}, [1])", "OrderedDict(1)")
OPS.fix("torchvision.transforms.RandomRotation", *(f"torchvision.transforms.RandomRotation({degrees}, expand={expand}, center={center})(torch.rand({n}, 3, 6, 4))" for degrees in ("(0, 30)", "(30, 30)") for expand in (True, False) for center in ("None", "(1, 2)") for n in (0, 1)))
OPS.fix("torch.isin", *(f"torch.isin(torch.zeros(4, 4, 2, {n}), torch.empty(10, 2, {m})[::2])" for n in (4, 5, 6) for m in (1, 2, 3)))
OPS.fix("torch.lobpcg", *(f"torch.lobpcg(torch.eye(7), {k}, n={n}, niter={niter})" for k in ("(1, 1)", "[1]", "'1'", "2.5", "True") for n in (1, 2) for niter in (1, 2, 0, "None") if (k, niter) != ("2.5", 0)))
OPS.fix("torch.linalg.multi_dot", *(f"torch.linalg.multi_dot([torch.rand({a}), torch.empty({b}, 3), torch.rand({d}, dtype=torch.{dtype})])" for a in ("4, 2", "4") for b in (2, 4) for d in ("3", "4", "3, 2") for dtype in ("float32", "float64")))
OPS.fix("Tensor.set_", *(f"torch.zeros({x}).set_(torch.zeros({n}).untyped_storage(), 3, {size})" for x in ("3", "3, 2") for n in ("()", "4", "9") for size in ("(3,)", "(3,), (1,)", "(3,), ()", "(3, 2), (2, 1)", "(3, 2), (1, 3)", "(3, 2)")))
OPS.fix("nn.LSTM", *((f"p = nn.utils.rnn.pack_padded_sequence(torch.zeros({x}), torch.tensor([5, 3]))", f"nn.{kind}(2, 3, {layers})(p)[0].data") for x in ("5, 2", "5, 2, 2", "5, 2, 4") for kind in ("LSTM", "GRU", "RNN") for layers in ("True", "1")))
OPS.fix("torch._C._nn.replication_pad3d", *(f"torch._C._nn.{mode}_pad3d(torch.zeros({x}, dtype=torch.{dtype}).permute({order}), {by})" for mode in ("replication", "reflection") for x, order in (("3, 1, 4, 2", "0, 3, 1, 2"), ("3, 3, 4, 2", "0, 3, 1, 2"), ("1, 3, 3, 4, 2", "0, 4, 1, 2, 3")) for dtype in ("bool", "float32") for by in ("2", "(1, 1, 0, 0, 1, 1)", "(1, 1, 0, 0, 0, 0)")))
OPS.fix("torchvision.transforms.functional.pad", *(f"torchvision.transforms.functional.pad(torchvision.transforms.functional.to_pil_image(torch.zeros({c}, 2, 6, dtype=torch.uint8)), {by}, padding_mode='{mode}').size" for c in (1, 3) for mode in ("edge", "reflect", "symmetric", "constant") for by in ([0, -2, 2, 1], [0, -2, 2, 0], [-6, 0, 2, 1], [-6, -2, 2, 1], [0, -3, 0, 2], [0, 1, 0, -2])))
OPS.append(Op("torchvision.transforms.RandomResizedCrop", lambda r: "", fixed=tuple(("", f"torchvision.transforms.{v}RandomResizedCrop({size})(torch.empty({x}))") for v in ("", "v2.") for size, x in (("[1, 3]", "2, 3"), ("[2, 3]", "2, 3"), ("[2, 2]", "2, 3"), ("[True]", "3, 8, 2"), ("(True, 2)", "3, 8, 2"), ("(1, True)", "3, 2, 2"), ("[1, 1.0]", "3, 2, 3"))), draws=300))
OPS.fix("torch.unravel_index", *(f"torch.unravel_index({x}, {shape})" for x in ("torch.zeros(7, 4, dtype=torch.int64).t()", "torch.zeros(7, 4, dtype=torch.int32).t()", "torch.zeros(7, 4, dtype=torch.int64)[:, ::2]", "torch.zeros(7, 4, 2, dtype=torch.int64).permute(2, 0, 1)", "torch.zeros(7, 1, dtype=torch.int64).expand(7, 4)", "torch.zeros(7, dtype=torch.int64)[::2]") for shape in ("[4, 1, 4]", "[4, 2]", "[4]")))
OPS.fix("torch.matmul", *(f"torch.{made}({x}, dtype=torch.{own}).{layout}() @ torch.ones({y}, dtype=torch.{other})" for made in ("zeros", "ones") for x, y in (("2, 3", "3, 2"), ("2, 3", "3"), ("3", "3, 2"), ("4, 2, 3", "4, 3, 2")) for layout in ("to_sparse", "to_sparse_csr") if layout == "to_sparse" or x == "2, 3" for own in ("float32", "float64", "int64", "bool") for other in ("float32", "int64")),
        *(f"torch.ones({x}) @ torch.{made}({y}, dtype=torch.{own}).{layout}()" for made in ("zeros", "ones") for x, y in (("2, 3", "3, 2"), ("2, 3", "3"), ("3", "3, 2")) for layout in ("to_sparse", "to_sparse_csr") if layout == "to_sparse" or (x, y) == ("2, 3", "3, 2") for own in ("float32", "float64")),
        *(f"torch.addmm(torch.zeros(3, 4, dtype=torch.{added}), torch.{made}(3, 2, dtype=torch.{own}).to_sparse(), torch.ones(2, 4))" for added in ("float32", "float64") for made in ("zeros", "ones") for own in ("float32", "float64")),
        *(f"{function}(torch.ones(3, 2, dtype=torch.{own}).to_sparse(), torch.ones(2, 4, dtype=torch.{other}).to_sparse())" for function in ("torch.sparse.mm", "torch.mm") for own in ("float32", "float64", "bool") for other in ("float32", "bool")))
OPS.fix("torch.tensordot", *(f"torch.tensordot({a}, {b}, {dims})" for a, b in (("None", "torch.empty(2, 4, 4)"), ("torch.rand(2)", "3")) for dims in ("([1, 2], [0, 1], [1, 2])", "([1, 2],)", "2", "-2", "(1, 2)", "([1], [0])", "[1, 2, 3]", "None", "2.0", "torch.ones(3, 2)", "torch.ones(())")))
OPS.fix("nn.NLLLoss", *(f"nn.NLLLoss(torch.zeros(5, dtype=torch.{weight}), reduction='{reduction}')(torch.randn({x}), torch.zeros({target}, dtype=torch.{dtype}))" for weight in ("uint8", "float64", "float32") for reduction in ("mean", "none") for x, target in (("2, 5, 4, 3, 1", "2, 4, 3, 1"), ("2, 5, 4", "2, 4"), ("2, 5, 0", "2, 0"), ("2, 5", "2")) for dtype in ("uint8", "int64", "int32")))
OPS.fix("torch.pca_lowrank", *(f"torch.pca_lowrank(torch.ones(4, 5, dtype=torch.{dtype}){sparse}, {q}{more})" for dtype in ("int64", "float32") for sparse in ("", ".to_sparse()") for q in ("2.0", "'2'", "(2,)", "20.0") for more in ("", ", False", ", True, 2.0")), *(f"torch.svd_lowrank(torch.ones(4, 5), {q})" for q in ("2.0", "20.0", "'2'", "(2,)")))
OPS.fix("nn.LSTM", *((f"p = nn.utils.rnn.pack_padded_sequence(torch.empty({x}), {lengths}, True)", "nn.LSTM(2, 1)(p)[0].data") for x, lengths in (("1, 1, 3, 2", "[3]"), ("1, 3, 3, 2", "[3]"), ("1, 3, 2", "[4]"), ("2, 3, 3, 2", "[3, 3]"))))
OPS.fix("nn.MultiheadAttention", *(f"{layer}" for embed in ("True", "False", "3") for heads in ("1", "2", "True") for layer in (f"nn.MultiheadAttention({embed}, {heads})", f"nn.TransformerDecoderLayer({embed}, {heads}, 5)", f"nn.TransformerEncoderLayer({embed}, {heads}, 5)")))
OPS.fix("torch.affine_grid_generator", *(f"torch.affine_grid_generator(torch.zeros(2, 2, 3, dtype=torch.{dtype}), {size}, True)" for dtype in ("bool", "float16", "int64") for size in ([2, 1, 4, 1], [2, 1, 1, 4], [2, 1, 4, 4], [2, 1, 4, 0])))
OPS.fix("torch.stft", *(f"torch.stft({x}, 4, {hop}center={center}, return_complex=True)" for x in ("torch.randn(1, 16).expand(7, 16)", "torch.randn(7, 1).expand(7, 16)", "torch.randn(16, 7).t()", "torch.randn(1, 1).expand(7, 16)") for hop in ("", "hop_length=8, ") for center in (True, False)))
OPS.fix("nn.CTCLoss", *(f"nn.CTCLoss()(torch.zeros({x}, dtype=torch.{dtype}), torch.ones(2, dtype=torch.int64), (5,), (2,))" for x in ("4, 0, 2", "0, 1, 2", "4, 1, 0", "4, 1, 2") for dtype in ("bool", "int64", "float16", "bfloat16", "float32")))
OPS.fix("F.scaled_dot_product_attention", *(f"F.scaled_dot_product_attention(torch.randn({q}, 1, 4, 1), torch.randn(3, 1, 2, 1), torch.empty({v}, 1, 2, {e}), torch.zeros({mask}))" for q, v, e in ((3, 1, 1), (3, 3, 1), (1, 3, 1), (3, 3, 2), (3, 1, 2)) for mask in ("()", "1", "2", "3", "4, 2")))
OPS.fix("torch.lobpcg", *(f"torch.lobpcg(torch.eye({n}, dtype=torch.{dtype}){more}, {k}, niter=1{tol})" for n, more in ((3, ""), (6, ""), (3, ".expand(2, 3, 3)"), (3, ".expand(0, 3, 3)")) for dtype in ("float16", "bfloat16", "float64", "complex64") for k in (0, 1) for tol in ("", ", tol=0.1") if "64" not in dtype or tol == ""))
OPS.fix("nn.MultiheadAttention", *((f"x = torch.ones(2, 4, 4)", f"nn.MultiheadAttention(4, {heads}, batch_first=True){mode}(x, x, x{more})") for heads in ("2", "2.0", "1.0") for mode in ("", ".eval()") for more in ("", ", attn_mask=torch.zeros(4, 4) > 0", ", need_weights='yes'", ", average_attn_weights=1", ", need_weights=None")))
OPS.fix("nn.TransformerEncoderLayer", *(f"nn.TransformerEncoderLayer(8, {heads}, 3, batch_first=True{more}){mode}(torch.empty(2, 1, 8){mask})" for heads in ("2", "2.0", "1.0") for mode in ("", ".eval()") for more in ("", ", norm_first='xyz'", ", norm_first=1", ", norm_first=None", ", layer_norm_eps=1", ", layer_norm_eps='a'") for mask in ("", ", torch.zeros(1, 1)")))
OPS.fix("torch.Tensor.__int__", *(f"{kind}(torch.empty((), dtype=torch.complex64)).__class__.__name__" for kind in ("int", "float", "complex")), *(f"torch.from_numpy(torch.rand((), dtype=torch.{dtype}).{way}())" for dtype in ("complex64", "float32") for way in ("item", "tolist")))
OPS.fix("nn.LSTM", *((f"p = nn.utils.rnn.pack_padded_sequence(torch.zeros({x}), torch.tensor([5, 3]))", f"nn.{layer}(p{hx})[0].data") for x in ("5, 2, 3, 2", "5, 2, 2, 2", "5, 2, 1, 2", "5, 2, 2, 2, 2", "5, 2, 3, 4", "5, 2") for layer, hx in (("LSTM(2, 3)", ""), ("LSTM(2, 3)", ", (torch.zeros(1, 3, 3), torch.zeros(1, 3, 3))"), ("GRU(2, 3)", ""), ("GRU(2, 3)", ", (torch.zeros(1, 3, 3), torch.zeros(1, 3, 3))"), ("LSTM(2, 3, 2, bidirectional=True)", ""), ("LSTM(2, 3, proj_size=2)", ""), ("LSTM(8, 3, bias=False)", ""))))
OPS.fix("torch.func.vmap", *(f"torch.func.vmap(lambda a: {out}, out_dims={dims})(torch.rand(4, 3))" for out in ("a", "a.sum()", "(a, a)", "[a]", "{'x': a, 'y': a}", "((a, a), a)", "(a, {'x': a})") for dims in ("(-1,)", "(0,)", "[0]", "(1,)", "(0, 1)", "[0, 1]", "()", "None", "-1", "((0, 1), 0)", "{'x': 1, 'y': 0}")))
OPS.fix("torch.cdist", *(f"torch.cdist(torch.zeros({x}, dtype=torch.{dtype}), torch.empty(3, 2, 1, 2), p={p}{mode})" for x in ("3, 2, 2, 2", "2", "3, 2, 2, 3") for dtype in ("uint8", "float32") for p in ("'xyz'", "None", "(1,)", "[]", "2", "-1", "True", "torch.ones(())", "1j") for mode in ("", ", compute_mode='xyz'")))
OPS.fix("torch.quantized_max_pool2d", *(f"torch.quantized_max_pool2d(torch.quantize_per_tensor(torch.empty({x}), 0.1, 2, torch.qint8), {options})" for x in ("()", "3", "2, 3", "1, 2, 3", "1, 1, 2, 2, 2", "1, 0, 3") for options in ("(1, 3), dilation=-4", "(1, 3), stride=-1", "(1, 3), padding=3", "(0, 3)", "(1, 3), dilation=(-1, 1)", "2, 0, 0, 0")))
OPS.fix("Tensor.as_strided", *(f"{call}" for size, stride in (("(3, -3)", "[2, 0]"), ("(3, -3)", "[0, 0]"), ("(-3, 3)", "[0, 2]"), ("(-3, 3)", "[0, 0]"), ("(0, -3)", "[2, 0]"), ("(2, -1)", "[1, 0]"), ("(3, -1)", "[1, 0]")) for offset in ("", ", 1") for call in (f"torch.ones(1, 2, dtype=torch.int64).as_strided({size}, {stride}{offset})", f"torch.as_strided_copy(torch.ones(2), {size}, {stride}{offset})")))
OPS.fix("Tensor.sparse_resize_", *(f"torch.{made}(3).to_sparse().{name}({size}, {sparse}, {n - sparse})" for made in ("zeros", "ones") for name in ("sparse_resize_", "sparse_resize_and_clear_") for size, n in (("()", 0), ("(5,)", 1), ("(3, 2)", 2)) for sparse in (0, 1, 2, 3, -1)))
OPS.fix("nn.LSTM", *((f"p = nn.utils.rnn.pack_padded_sequence(torch.zeros({x}, dtype=torch.{dtype}), [5, 3, 2, 2])", f"nn.{layer}(p)[1]") for x in ("5, 4, 2", "5, 4, 6", "5, 4, 3, 2") for dtype in ("int16", "float64", "float16", "complex64") for layer in ("LSTM(6, 1, num_layers=2)", "LSTM(6, 1, bias=False)", "GRU(6, 1)")))
OPS.fix("torch.choose_qparams_optimized", *(f"torch.choose_qparams_optimized({x}, {n}, 200, 0.16, 8)" for x in ("torch.zeros(1)[1:]", "torch.zeros(0)", "torch.zeros(1)", "torch.zeros(0, 3)", "torch.empty(4, 1)[:, 1:]") for n in (0, 1, 5)))
OPS.fix("torch.sparse_csr_tensor", *(f"torch.sparse_{layout}_tensor(torch.tensor({ends}, dtype=torch.{own}), torch.tensor({places}, dtype=torch.{other}), torch.ones({n}), (1, 1){more})" for layout in ("csr", "csc") for ends, places, n in (("[0, 0]", "[]", 0), ("[0, 1]", "[0]", 1)) for own, other in (("float32", "float32"), ("bool", "bool"), ("int16", "int16"), ("float32", "int64"), ("int32", "int32")) for more in ("", ", check_invariants=True")))
OPS.fix("nn.CrossEntropyLoss", *(f"nn.CrossEntropyLoss(weight={weight}, ignore_index={ignored}, label_smoothing=0.1)(torch.zeros(4, 5), {target})" for weight in ("torch.ones(5)", "None") for ignored in (0, 1, -100) for target in ("torch.zeros(4, dtype=torch.uint8)", "torch.ones(4, dtype=torch.uint8)", "torch.tensor([0, 1, 0, 1], dtype=torch.uint8)", "torch.zeros(4, dtype=torch.int64)")))
OPS.fix("nn.RNN", *(f"nn.RNN(2, 3, {more})(torch.zeros(2, 5, 2))" for more in ("nonlinearity=None", "1, None", "nonlinearity='relu'", "nonlinearity='xyz'", "1, 'tanh', True")))
OPS.fix("torch.batch_norm_update_stats", *(f"torch.batch_norm_update_stats(torch.ones(2, 2, 3, dtype=torch.{own}), {running}, {running}, 0.1)" for own in ("float16", "bfloat16", "float32", "float64") for running in ("torch.zeros(2)", "torch.zeros(2, dtype=torch.float16)", "torch.zeros(2, dtype=torch.bfloat16)", "None")))
OPS.fix("Tensor.slice_scatter", *(f"torch.rand({shape}).slice_scatter(torch.zeros(0), {dim}, 3, step={step})" for shape in ("3", "()", "0") for dim in (-2, -1, 0, 1) for step in (0, 1, -1)))
OPS.fix("nn.TransformerEncoderLayer", *(f"nn.TransformerEncoderLayer(4, 2, 8, {option}).eval()(torch.rand({shape}))" for option in (*(f"batch_first={v}" for v in ("'xyz'", "2", "None", "[1]", "()")), *(f"batch_first=True, norm_first={v}" for v in ("'xyz'", "None", "True")), "batch_first=True, activation=torch.tanh") for shape in ("2, 3, 4", "2, 3, 5", "2, 3, 0", "0, 3, 5")),
        "nn.TransformerEncoderLayer(16, 4, 7, batch_first=True).eval()(torch.ones(2, 1, 16), torch.zeros(1, 1), torch.zeros(1, 2, dtype=torch.bool))")
OPS.fix("nn.TransformerEncoder", *(f"nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True{layer}), 1{options}){mode}(torch.rand({shape}), src_key_padding_mask=torch.{fill}({padding}, dtype=torch.bool))" for shape, padding in (("2, 3, 4", "2, 3"), ("2, 3, 5", "2, 3"), ("2, 3, 0", "2, 3"), ("0, 3, 4", "0, 3"), ("2, 0, 4", "2, 0"), ("2, 3, 4", "2")) for fill in ("zeros", "ones") for layer, options in (("", ""), ("", ", mask_check=False"), (", norm_first=True", "")) for mode in (".eval()", "")),
        *(f"nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), 1).eval()(torch.ones(2, 3, {features}, dtype=torch.{dtype}), src_key_padding_mask=torch.zeros(2, 3, dtype=torch.bool))" for dtype in ("float64", "float16") for features in (4, 5)))
OPS.fix("nn.TransformerDecoderLayer", *(f"nn.TransformerDecoderLayer(4, 2, 8, batch_first=True).eval()(torch.rand({shape}), torch.rand(2, 3, 4){mask})" for shape in ("2, 3, 5", "2, 3, 4") for mask in ("", ", tgt_mask=torch.zeros(3, 3)", ", tgt_mask=torch.zeros(3, 3, dtype=torch.bool)", ", tgt_mask=torch.zeros(2, 2, dtype=torch.bool)", ", tgt_key_padding_mask=torch.zeros(2, 3, dtype=torch.bool)")))
OPS.fix("nn.MultiheadAttention", *((f"x = torch.rand({shape})", f"nn.MultiheadAttention(4, 2, {option}){mode}(x, x, x)") for option in ("kdim=2, batch_first=True", "dropout=True", "dropout=False, batch_first=True", "batch_first='xyz'", "batch_first=True, add_zero_attn='xyz'", "batch_first=True, add_zero_attn=None") for shape in ("2, 3, 4", "2, 3, 5") for mode in (".eval()", "")))
OPS.fix("torch.vmap", *(f"torch.vmap(lambda a: torch.ones({shape}), out_dims={dim})(torch.ones(2, 4))" for shape in ("()", "2", "3", "2, 3", "1, 3", "3, 2") for dim in (0, 1, 2) if dim <= len(shape.strip("()").replace(", ", ""))), "torch.vmap(lambda a, b: (a, b), (0, None), 1)(torch.randn(4, 3), torch.empty(3, 4))")
OPS.fix("torch.masked.amax", *(f"torch.masked.{name}(1, {order}0, dtype=torch.float64{mask})" for name, order in (("amax", ""), ("amin", ""), ("argmax", ""), ("norm", "2.0, "), ("softmax", ""), ("sum", "")) for mask in ("", ", mask=torch.ones(2)")))
OPS.fix("torch.gru_cell", *(f"torch.{cell}(torch.ones(1), {state}, torch.ones({weight}), torch.ones(12, 4))" for cell, state in (("gru_cell", "torch.ones(4, 4)"), ("lstm_cell", "(torch.ones(4, 4), torch.ones(4, 4))"), ("rnn_tanh_cell", "torch.ones(4, 4)")) for weight in ("()", "12", "12, 4")))
OPS.fix("torch.fake_quantize_per_channel_affine", *(f"torch.fake_quantize_per_channel_affine(torch.ones(2, 0, dtype=torch.{dtype}), torch.ones(2), torch.zeros(2, dtype=torch.{zero}), 0, -1, 255)" for dtype in ("int64", "bool", "float16") for zero in ("float32", "int32")))
OPS.fix("torch.autograd.grad", *(("x = torch.ones(2, requires_grad=True)", f"torch.autograd.grad((x * 2).sum(), x, {flag}={value})") for flag in ("create_graph", "retain_graph", "allow_unused") for value in ("{}", "torch.ones(2)", "torch.ones((), dtype=torch.int64)", "torch.float32", "1.0")), *(("x = torch.ones(2, requires_grad=True)", f"(x * 2).sum().backward({flag}={value})") for flag in ("create_graph", "retain_graph") for value in ("{}", "torch.ones(2)", "300", "None")))
OPS.fix("nn.Conv2d", *(f"nn.Conv2d(2, 3, 1, padding_mode={mode})(torch.rand(1, 2, 3, 3))" for mode in ("[1]", "([1],)", "{}", "2.5", "()", "torch.float32", "None")))
OPS.fix("einops.reduce", *(f"einops.reduce(torch.rand(1, 3, 16), {pattern}, {operation})" for pattern in ("'a b c -> a'", "'a b c -> d'", "[1]") for operation in ("[1.5]", "(1, 2)", "'max'")))
OPS.fix("torch.tensor", *(f"torch.tensor({data})" for data in ("['']", "''", "['a']", "[[''], ['']]", "['', 'a']", "[1, '']")), "nn.utils.rnn.pack_padded_sequence(torch.randn(3, 1, 3), [''], False, False)")
OPS.fix("torch.signal.windows.kaiser", *(f"torch.signal.windows.{name}({count}, sym=torch.ones(2))" for name in ("kaiser", "hann", "cosine", "bartlett") for count in (0, 1, 5)))
OPS.fix("F.cross_entropy", *(f"F.cross_entropy(torch.empty(4, {classes}), torch.zeros(4, 1).{name}(1)[1])" for name in ("max", "min", "median") for classes in (0, 3)), *(f"nn.{name}(reduction={reduction})(torch.zeros(2, 3), torch.rand(2, 3))" for name in ("PoissonNLLLoss", "KLDivLoss", "MSELoss") for reduction in ("(1,)", "[1]", "2")))
OPS.fix("torch.meshgrid", *(f"torch.meshgrid(torch.ones(2), torch.ones(3), indexing={indexing})" for indexing in ("(1, 2)", "2", "None", "{}", "2.5")), "nn.LSTM(2, 4, batch_first=torch.float64)(torch.rand(4, 2))", *(f"nn.GRU(2, 4, dropout={rate})(torch.rand(4, 2))" for rate in ("torch.ones(())", "True", "1")))
OPS.fix("torchvision.transforms.v2.GaussianNoise", *(f"torchvision.transforms.v2.GaussianNoise({options})(torch.zeros(3, 4, 4, dtype=torch.{dtype}))" for options in ("None", "'x'", "[1]", "0, None", "0, [1]", "0.0, 0.1, None", "torch.ones(5)") for dtype in ("uint8", "float32", "int64")))
OPS.fix("torchvision.transforms.v2.RandomResizedCrop", *(f"torchvision.transforms.functional.get_dimensions(torchvision.transforms.{version}RandomResizedCrop({size})(torchvision.transforms.functional.to_pil_image(torch.zeros(3, 4, 2, dtype=torch.uint8))))" for version in ("", "v2.") for size in ("[2.5, 2]", "[2, 2.5]", "[3, 2]")))
OPS.fix("torch.fused_moving_avg_obs_fake_quant", *(f"torch.fused_moving_avg_obs_fake_quant(torch.randn(1, 4), torch.tensor([{observed}]), torch.tensor([1]), torch.ones(1), torch.ones(1), torch.ones(1), torch.full((1,), {zero}, dtype=torch.int32), 0.01, {bounds}, 0, {rows})" for observed in (0, 1) for zero in (0, 300) for bounds in ("7, 255", "0, 255") for rows in (False, True)))
OPS.fix("F.cross_entropy", *(f"F.cross_entropy(torch.empty(4, 0), torch.{made}(1){place})" for made, place in (("zeros(4, 2).argmin", ""), ("ones(4, 2).max", "[1]"), ("zeros(4, 3).max", "[1]"), ("rand(4, 2).argmax", ""))))
OPS.fix("nn.MultiheadAttention", *(("x = torch.rand(" + shape + ")", f"nn.MultiheadAttention(4, 2, batch_first=True){mode}(x, x, x{options})") for shape in ("0, 3, 4", "2, 0, 4", "0, 3, 5") for mode in (".eval()", "") for options in ("", ", need_weights=False", ", average_attn_weights=False", ", key_padding_mask=torch.zeros(2, 1, dtype=torch.bool)")))
OPS.fix("F.dropout2d", "F.dropout2d(torch.ones(4, 1, dtype=torch.int64), p=float('nan'), inplace=False)", "F.dropout(torch.ones(4, 1), p=float('nan'))", "torch.dropout(torch.ones(3), float('inf'), True)", "torch.dropout(torch.ones(3), -0.5, True)")
OPS.fix("nn.Upsample", *(f"nn.Upsample(scale_factor=2, mode={mode})(torch.zeros({shape}))" for mode, shape in (("[1]", "3, 2, 3, 2"), ("2.5", "3, 2, 3, 2"), ("{}", "3, 2, 3"), ("torch.float32", "3, 2, 3"))))
NUMBERS = ("np.int64(1)", "np.uint8(1)", "np.bool_(True)", "np.float64(1.0)", "np.float16(1.0)", "np.array(1)", "np.array([1])")
OPS.fix("numpy's numbers", *(("import numpy as np", call.format(number)) for number in NUMBERS for call in (
    "torch.ones(2, 3).softmax({})", "torch.topk(torch.ones(5), {})", "torch.dropout(torch.ones(3), {}, True)", "torch.clamp(torch.ones(2), {})", "torch.add(torch.ones(2), torch.ones(2), alpha={})", "torch.add(torch.ones(2), {})",
    "torch.ones(2, 3).sum(1, {})", "torch.ones(2, 3).sum([{}])", "torch.ones(2, 3).view({}, 6)", "torch.zeros(({}, 2))", "torch.full((2,), {})", "torch.arange({})", "F.avg_pool1d(torch.ones(1, 1, 4), ({},))", "F.pad(torch.ones(3), ({}, 1))",
    "torch.ones(2, 3)[{}]", "torch.ones(3, dtype=torch.int64) * {}", "{} * torch.ones(3, dtype=torch.float16)", "torch.where(torch.ones(3) > 0, {}, torch.ones(3))", "torch.tensor({})", "nn.Linear({}, 3)", "nn.Linear(2, 3, bias={})", "nn.LSTM(2, {})",
    "nn.LayerNorm([{}])(torch.ones(2, 1))", "F.interpolate(torch.ones(1, 1, 4), scale_factor={})", "torch.ones(4).fill_({})", "torch.ones(2, requires_grad={})", "torch.eye({})", "nn.Dropout({})(torch.ones(2))")))
OPS.fix("numpy's arrays", *(("import numpy as np", call) for call in (
    *(f"torch.ones(3{own}) {op} np.ones(3{other})" for own in ("", ", dtype=torch.int64", ", dtype=torch.float16") for other in ("", ", dtype=np.float32", ", dtype=np.int64") for op in ("*", "/", "+")),
    *(f"torch.tensor([{a}, {b}])" for a in ("np.float64(1.0)", "np.float32(1.0)", "np.int32(1)", "np.uint8(1)", "np.float16(1.0)") for b in ("1", "1.0", "True", "np.float64(1.0)")),
    *(f"F.interpolate(torch.ones(1, 1, 4, 4), size={size})" for size in ("tuple(np.array([8, 8]))", "np.array([8, 8])", "(np.int64(8), 8)")),
    *(f"torch.ones(2, 3).{method}({sizes})" for method in ("permute", "reshape", "expand") for sizes in ("np.array([1, 0])", "*np.array([1, 0])", "tuple(np.array([1, 0]))")),
    *(f"{layer}(np.ones((2, 3), dtype=np.float32))" for layer in ("nn.Linear(3, 2)", "nn.ReLU()", "nn.BatchNorm1d(3)", "nn.Dropout()", "F.relu", "nn.LSTM(3, 2)", "torch.exp", "torch.sqrt")),
    "torch.cat([torch.ones(2), np.ones(2)])", "torch.stack([np.ones(2)])", "torch.max(torch.ones(2), np.ones(2))", "torch.ones(4, 3)[:, np.arange(2)]", "torch.ones(4, 3)[[np.int64(1), np.int64(2)]]", "torch.randint(0, np.array(5), (2,))", "torch.ones(5)[:np.float64(1.0)]", "torch.ones(5)[:np.int64(1)]")))
OPS.fix("one element as a size", *(call.format(f"torch.tensor({one})") for one in ("2", "[2]", "[[2]]", "True", "[True]", "2.0", "[2, 2]") for call in (
    "torch.avg_pool1d(torch.zeros(1, 1, 8), {})", "torch.avg_pool1d(torch.zeros(1, 1, 8), [{}])", "torch.max_pool2d(torch.zeros(1, 1, 8, 8), {})", "torch.conv2d(torch.zeros(1, 1, 8, 8), torch.ones(1, 1, 2, 2), stride={})", "torch.ones(2, 3, 4).sum({})", "torch.ones(2, 3, 4).flip({})", "torch.ones(2, 3).view({}, -1)", "torch.zeros({}, 2)", "torch.ones(3, 3, 3).softmax({})", "torch.ones(2, 3, 4).transpose({}, 0)", "torch.roll(torch.ones(5), {})")))
OPS.fix("nn.Module.to", *(f"nn.Linear(2, 3).to({to})" for to in ("''", "'xyz'", "'cpu'", "'cpu:a'", "torch.int64", "torch.float64", "torch.complex64", "3.5", "None", "torch.float64, 'cpu'", "'cpu', torch.float64", "device=''", "dtype=torch.bool", "torch.ones(2, dtype=torch.float64)", "torch.ones(2, dtype=torch.int64)", "memory_format=torch.channels_last", "'cpu', 3", "copy=True")),
        *(f"nn.Linear(2, 3){way}(torch.ones(2, dtype=torch.{dtype}))" for way in (".to(torch.float64)", ".to(torch.ones(2, dtype=torch.float64))", ".type('torch.DoubleTensor')", ".type(torch.float64)", ".to('cpu', torch.float64)", ".to(3.5)") for dtype in ("float32", "float64")), "nn.Linear(2, 3).to_empty(device='')", "torch.autocast(torch.device('cpu'))", "torch.autocast('xyz')", "torch.autocast('meta')", "torch.set_default_device('xyz')",
        *(call.format("''") for call in ("torch.device({})", "torch.ones(2).to({})", "torch.zeros(2, device={})", "torch.Generator({})")))
OPS.fix("torch.functional", *("torch.functional.conv1d(torch.ones(1, 2, 5), torch.ones(3, 2, 2))", "torch.functional.relu(torch.ones(2))", "torch.functional.F.relu(torch.ones(2))", "torch.nn.functional.torch.ones(3)", "torch.functional.Tensor(2, 3)", "torch.nn.modules.conv.F.relu(torch.ones(2))", "torch.nn.functional.math.pi", "torch._VF.conv1d(torch.ones(1, 2, 5), torch.ones(3, 2, 2))"),
        *(("from torch import _VF", f"_VF.gru_cell(torch.ones(3, {n}), torch.zeros(3, 4), torch.ones(12, 2), torch.ones(12, 4), torch.ones(12), torch.ones(12))") for n in (2, 3)))
OPS.fix("torchvision.transforms.ColorJitter", *(f"torchvision.transforms.{version}ColorJitter({bounds})(torch.ones(3, 4, 4))" for version in ("", "v2.") for bounds in ("float('inf')", "contrast=(0.5, float('inf'))", "0.5, hue=0.1")), *(f"torchvision.transforms.{version}functional.crop(torch.ones(3, 8, 8), {top}, 0, 4, 4)" for version in ("", "v2.") for top in ("torch.ones(())", "torch.ones(2)", "torch.tensor(1)")))
OPS.fix("nn.GaussianNLLLoss", *(f"nn.GaussianNLLLoss(eps={eps})(torch.zeros(4, 5), torch.zeros(4, 5), torch.ones(4, 5, dtype=torch.{dtype}))" for eps in ("torch.float64", "None", "'a'", "1", "0.1", "[1]", "torch.ones(())") for dtype in ("float32", "int64")))
OPS.fix("whose method it is", *(f"nn.{layer}" for layer in ("MaxPool2d(2, dtype=None)", "MaxPool2d()", "BatchNorm2d()", "BatchNorm2d(3, foo=2)", "BatchNorm2d(3)(torch.ones(1, 3, 2, 2), 2)", "Dropout(1, 2, 3)", "MSELoss(foo=1)", "BCELoss(foo=1)", "ReLU6()(1, 2)", "Sigmoid(1)", "ZeroPad2d(1)(1, 2)", "ReflectionPad2d(1)()", "LazyLinear()", "LazyBatchNorm2d(foo=1)", "AdaptiveAvgPool2d()", "LPPool2d(2)", "UpsamplingNearest2d(2)()")),
        *(f"F.{call}" for call in ("max_pool2d(torch.ones(1, 1, 4, 4), 2, foo=1)", "max_pool2d(torch.ones(1, 1, 4, 4), 2, foo=1, return_indices=True)", "max_pool2d()", "max_pool2d(torch.ones(1, 1, 4, 4), 2, 2, 0, 1, False, True, 3, 4)", "adaptive_max_pool1d(torch.ones(1, 1, 4), 2, x=2)", "fractional_max_pool3d(torch.ones(1, 1, 4, 4), 2, x=2, return_indices=True)", "max_pool2d_with_indices(torch.ones(1, 1, 4, 4), 2, foo=1)")))
OPS.fix("what a named tuple is called", *(f"torch.ones(2, 3).{call}" for call in ("max(dim=0).size()", "max(0) + 1", "sort().shape", "topk(1).view(-1)", "shape[:, 0]", "shape['a']")), "divmod(torch.ones(2), 2)[0]", "divmod(2, torch.ones(2))", "nn.MultiMarginLoss(torch.tensor(2))(torch.ones(2, 3), torch.zeros(2, dtype=torch.int64))", "F.multi_margin_loss(torch.ones(2, 3), torch.zeros(2, dtype=torch.int64), p=torch.tensor(3))",
        *(("import numpy as np", call) for call in ("torch.ones(3)[:np.int64(torch.tensor(2))]", "np.float32(torch.tensor([2.0, 1.0])).shape", "torch.ones(2, dtype=torch.complex64) * np.ones(2, dtype=np.uint8)", "torch.ones(2, dtype=torch.complex64) * np.ones(2, dtype=np.int32)", "nn.MultiMarginLoss(np.int64(1))(torch.ones(2, 3), torch.zeros(2, dtype=torch.int64))", "torch.sym_max(5, np.int32(3))", "torch.ones(4, 5, 2) * np.ones(3)")))
OPS.fix("Tensor.clamp_", *(f"torch.ones(3, dtype=torch.{dtype}).clamp_({bound})" for dtype in ("int64", "int32", "bool") for bound in ("torch.ones(())", "torch.ones(3)", "0.5", "torch.ones(3, dtype=torch.int64)", "torch.ones((), dtype=torch.int64)")))
OPS.fix("torch.batch_norm_update_stats", *(f"torch.batch_norm_update_stats(torch.ones({x}{own}), {mean}, {var}, 0.1)" for x in ("1", "()", "1, 2") for own in ("", ", dtype=torch.bfloat16", ", dtype=torch.int64") for mean in ("None", "torch.zeros(1)", "torch.zeros(1, dtype=torch.int64)", "torch.zeros(1, dtype=torch.float64)") for var in ("torch.ones(1)", "torch.ones(1, dtype=torch.int64)")))
OPS.fix("torch.lstm of several cells", *(f"torch.lstm(torch.rand(4, 4, 2), (torch.randn({hidden}, 4, 4, dtype=torch.{own}), torch.zeros({cell}, 4, 4, dtype=torch.{own})), [{', '.join(f'torch.ones(16, {n}, dtype=torch.{weights})' for n in (2, 4, 2, 4))}], False, 1, 0.0, True, True, True)" for hidden in (0, 1, 2) for cell in (0, 1, 2) for own in ("float32", "float64") for weights in ("float32", "float64")))
OPS.fix("torchvision.transforms get_params", *((f"T = torchvision.transforms{of}\nx = torch.rand(3, 9, 8)", call) for of in ("", ".v2") for call in ("T.functional.crop(x, *T.RandomCrop.get_params(x, (4, 5)))", "T.RandomCrop.get_params(x, (4, 5))[2:]", "T.RandomCrop.get_params(x, (9, 8))", "T.RandomCrop.get_params(x, (10, 8))", "T.functional.resized_crop(x, *T.RandomResizedCrop.get_params(x, (0.2, 1.0), (0.75, 1.3)), (6, 7))", "T.functional.rotate(x, T.RandomRotation.get_params([-10, 10]))", "T.RandomRotation.get_params((10,))", "T.RandomRotation.get_params((10, -10))", "T.functional.affine(x, *T.RandomAffine.get_params((-10, 10), (0.1, 0.1), (0.9, 1.1), (-5, 5), [8, 9]))", "T.RandomAffine.get_params((-10, 10), None, None, None, [8, 9])[1:]", "T.RandomAffine.get_params((-10, 10), (2,), None, None, [8, 9])", "T.RandomPerspective.get_params(8, 9, 0.5)[0]", "T.functional.perspective(x, *T.RandomPerspective.get_params(8, 9, 0.5))", "T.functional.erase(x, *T.RandomErasing.get_params(x, (0.02, 0.3), (0.3, 3.3)))", "T.RandomErasing.get_params(x[0, 0], (0.02, 0.3), (0.3, 3.3), [0.0])", "T.functional.gaussian_blur(x, 3, T.GaussianBlur.get_params(0.1, 2.0))", "T.GaussianBlur.get_params(2.0, 0.1)", "T.ElasticTransform.get_params([50.0, 50.0], [0.5, 5.0], [9, 8])", "T.ElasticTransform.get_params([50.0, 50.0], [0.5, 0.5], (9, 8))", "T.AutoAugment.get_params(5)[1:]", "T.AutoAugment.get_params(0)", "T.ColorJitter.get_params((0.1, 2), None, None, None)[0]")))
OPS.fix("nn.LSTM on packed data of another type", *((f"p = nn.utils.rnn.pack_padded_sequence(torch.empty(3, {len(lengths)}, 3, dtype=torch.{own}), torch.tensor({lengths}))", f"nn.{layer}(p)[0].data") for own in ("bfloat16", "float64", "float32") for lengths in ([3], [3, 3], [3, 2]) for layer in ("LSTM(3, 1)", "LSTM(3, 1, 2, batch_first=True)", "LSTM(3, 4, proj_size=2)", "LSTM(3, 1).to(torch.bfloat16)", "GRU(3, 1)")))
OPS.append(Op("torchvision.transforms.RandomErasing", lambda r: "", fixed=tuple(("", f"torchvision.transforms.{of}RandomErasing(1.0, inplace=True)(torch.empty({x}).expand({shape}))") for of in ("", "v2.") for x, shape in (("2, 1, 1, 8", "2, 1, 3, 8"), ("3, 4, 8", "3, 4, 8"), ("3, 8, 1", "3, 8, 4"), ("1, 3, 40, 50", "2, 3, 40, 50"))), draws=300))
OPS.fix("torch.ops.aten", *(
        'torch.ops.aten.relu(torch.rand(2, 3))',
        'torch.ops.aten.relu.default(torch.rand(2, 3))',
        'torch.ops.aten.add.Tensor(torch.rand(2, 3), torch.rand(3))',
        'torch.ops.aten.add.Tensor(torch.rand(2, 3), torch.rand(4))',
        'torch.ops.aten.mm.default(torch.rand(2, 3), torch.rand(4, 3))',
        'torch.ops.aten.mm.default(torch.rand(2, 3), torch.rand(3, 4))',
        'torch.ops.aten.mm(torch.rand(2, 3), mat2=torch.rand(3, 4))',
        'torch.ops.aten.mm(self=torch.rand(2, 3), mat2=torch.rand(3, 4))',
        'torch.ops.aten.convolution(torch.rand(1, 3, 8, 8), torch.rand(4, 3, 3, 3), None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)',
        'torch.ops.aten.convolution.default(torch.rand(1, 2, 8, 8), torch.rand(4, 3, 3, 3), None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)',
        'torch.ops.aten.view.default(torch.rand(2, 3), [6])',
        'torch.ops.aten.view(torch.rand(2, 3), [7])',
        'torch.ops.aten.permute.default(torch.rand(2, 3), [1, 0])',
        'torch.ops.aten.expand.default(torch.rand(1, 3), [4, 3])',
        'torch.ops.aten.unsqueeze.default(torch.rand(2, 3), 0)',
        'torch.ops.aten.sum.dim_IntList(torch.rand(2, 3), [1], True)',
        'torch.ops.aten.mean.dim(torch.rand(2, 3), [1], True)',
        'torch.ops.aten.max.dim(torch.rand(2, 3), 1)',
        'torch.ops.aten.max_pool2d_with_indices.default(torch.rand(1, 3, 8, 8), [2, 2])',
        'torch.ops.aten.max_pool2d_with_indices(torch.rand(1, 3, 8, 8), [2, 2], [2, 2])',
        'torch.ops.aten.avg_pool2d.default(torch.rand(1, 3, 8, 8), [2, 2])',
        'torch.ops.aten.native_layer_norm.default(torch.rand(2, 3), [3], None, None, 1e-5)',
        'torch.ops.aten.gelu.default(torch.rand(2, 3))',
        "torch.ops.aten.gelu(torch.rand(2, 3), approximate='tanh')",
        'torch.ops.aten._softmax.default(torch.rand(2, 3), 1, False)',
        'torch.ops.aten.softmax.int(torch.rand(2, 3), 1)',
        'torch.ops.aten.cat.default([torch.rand(2, 3), torch.rand(1, 3)])',
        'torch.ops.aten.cat.default([torch.rand(2, 3), torch.rand(1, 3)], 1)',
        'torch.ops.aten.slice.Tensor(torch.rand(4, 3), 0, 1, 3)',
        'torch.ops.aten.select.int(torch.rand(4, 3), 0, 1)',
        'torch.ops.aten.select.int(torch.rand(4, 3), 0, 5)',
        'torch.ops.aten.t.default(torch.rand(4, 3))',
        'torch.ops.aten.upsample_nearest2d.default(torch.rand(1, 3, 4, 4), [8, 8])',
        'torch.ops.aten.upsample_bilinear2d.vec(torch.rand(1, 3, 4, 4), None, False, [2.0, 2.0])',
        'torch.ops.aten.linear(torch.rand(2, 3), torch.rand(4, 3))',
        'torch.ops.aten.linear.default(torch.rand(2, 3), torch.rand(4, 2))',
        'torch.ops.aten.embedding.default(torch.rand(10, 3), torch.zeros(2, dtype=torch.int64))',
        'torch.ops.aten.embedding(torch.rand(10, 3), torch.zeros(2, dtype=torch.int64))',
        'torch.ops.aten.scaled_dot_product_attention.default(torch.rand(1, 2, 3, 4), torch.rand(1, 2, 5, 4), torch.rand(1, 2, 5, 6))',
        'torch.ops.aten.index.Tensor(torch.rand(4, 3), [torch.tensor([0, 1])])',
        'torch.ops.aten.index_select(torch.rand(4, 3), 0, torch.tensor([0, 1]))',
        'torch.ops.aten.full([2, 3], 1.0)',
        'torch.ops.aten.zeros([2, 3])',
        'torch.ops.aten.zeros.default([2, 3], dtype=torch.int64)',
        'torch.ops.aten.arange.start_step(0, 6, 2)',
        'torch.ops.aten.arange(6)',
        'torch.ops.aten.clone(torch.rand(2, 3))',
        'torch.ops.aten.detach(torch.rand(2, 3))',
        'torch.ops.aten._to_copy(torch.rand(2, 3), dtype=torch.float64)',
        'torch.ops.aten.add_(torch.rand(2, 3), 1)',
        'torch.ops.aten.add_.Tensor(torch.rand(2), torch.rand(3, 2))',
        "torch.ops.aten.einsum('ij,jk->ik', [torch.rand(2, 3), torch.rand(3, 4)])",
        'torch.ops.aten.sym_size.int(torch.rand(2, 3), 1)',
        'torch.ops.aten.size(torch.rand(2, 3), 1)',
        'torch.ops.aten.numel(torch.rand(2, 3))',
        'torch.ops.aten.item(torch.ones(()))',
        'torch.ops.aten.split.Tensor(torch.rand(5, 3), 2)',
        'torch.ops.aten.split_with_sizes(torch.rand(5, 3), [2, 3])',
        'torch.ops.aten.where.self(torch.ones(2, 3, dtype=torch.bool), torch.rand(2, 3), torch.rand(3))',
        'torch.ops.aten.where(torch.ones(2, 3, dtype=torch.bool))',
        'torch.ops.aten.dropout(torch.rand(2, 3), 0.5, True)',
        'torch.ops.aten.native_dropout(torch.rand(2, 3), 0.5, True)',
        'torch.ops.aten.layer_norm(torch.rand(2, 3), [3])',
        'torch.ops.aten.batch_norm(torch.rand(2, 3), None, None, None, None, True, 0.1, 1e-5, False)',
        'torch.ops.aten.bmm(torch.rand(2, 3, 4), torch.rand(2, 4, 5))',
        'torch.ops.aten.matmul(torch.rand(2, 3, 4), torch.rand(4, 5))',
        'torch.ops.aten.pow.Tensor_Scalar(torch.rand(2, 3), 2)',
        'torch.ops.aten.mul.Scalar(torch.rand(2, 3), 2)',
        'torch.ops.aten.div.Tensor(torch.rand(2, 3), torch.rand(3))',
        'torch.nn.grad.conv2d_input((1, 3, 8, 8), torch.rand(4, 3, 3, 3), torch.rand(1, 4, 6, 6))',
        'torch.nn.grad.conv2d_input((1, 3, 8, 8), torch.rand(4, 3, 3, 3), torch.rand(1, 4, 6, 5))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 3, 8, 8), (4, 3, 3, 3), torch.rand(1, 4, 6, 6))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 3, 8, 8), (4, 3, 3, 3), torch.rand(1, 4, 8, 8), padding=1)',
        'torch.nn.grad.conv1d_input((1, 3, 8), torch.rand(4, 3, 3), torch.rand(1, 4, 6))',
        'torch.nn.grad.conv1d_weight(torch.rand(2, 3, 8), (4, 3, 3), torch.rand(2, 4, 6))',
        'torch.nn.grad.conv3d_input((1, 3, 8, 8, 8), torch.rand(4, 3, 3, 3, 3), torch.rand(1, 4, 6, 6, 6))',
        'torch.nn.grad.conv3d_weight(torch.rand(1, 3, 8, 8, 8), (4, 3, 3, 3, 3), torch.rand(1, 4, 6, 6, 6))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 4, 8, 8), (4, 2, 3, 3), torch.rand(1, 4, 6, 6), groups=2)',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 4, 8, 8), torch.Size([4, 2, 3, 3]), torch.rand(1, 4, 3, 3), stride=2, groups=2)',
        'torch.nn.grad.conv2d_input((1, 3, 8, 8), torch.rand(4, 3, 3, 3), torch.rand(2, 4, 6, 5))',
        'torch.nn.grad.conv2d_input((1, 3, 8, 8), torch.rand(4, 3, 3, 3), torch.rand(1, 5, 6, 6))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 3, 8, 8), (4, 3, 3, 3), torch.rand(1, 5, 6, 6))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 3, 8, 8), (4, 3, 3, 3), torch.rand(1, 4, 5, 6))',
        'torch.nn.grad.conv2d_weight(torch.rand(1, 3, 8, 8), (4, 2, 3, 3), torch.rand(1, 4, 6, 6))',
        'torch.nn.grad.conv1d_weight(torch.rand(1, 3, 8), (4, 3, 3), torch.rand(1, 4, 7))',
        'torch.nn.grad.conv1d_input((1, 3, 8), torch.rand(4, 3, 3), torch.rand(1, 4, 7))',
        'torch.nn.grad.conv3d_input((1, 3, 8, 8, 8), torch.rand(4, 3, 3, 3, 3), torch.rand(1, 4, 6, 6, 5))',
        'torch.ops.aten.slice.Tensor(torch.rand(4, 3), 1, 0, 9223372036854775807)',
        'torch.ops.aten.slice.Tensor(torch.rand(4, 3), -1, 1)',
        'torch.ops.aten.slice(torch.rand(4, 3))',
        'torch.ops.aten.index.Tensor(torch.rand(4, 3), [None, torch.tensor([0, 1])])',
        'torch.ops.aten._log_softmax(torch.rand(4, 3), 1, False)',
        'torch.ops.aten._softmax(torch.rand(4, 3), 2, False)',
        'torch.ops.aten.relu_(torch.rand(2))',
        'torch.ops.aten.sub.Tensor(torch.rand(2), torch.rand(2), alpha=2)',
        'torch.ops.aten.rsub.Scalar(torch.rand(2), 1)',
        'torch.ops.aten.addmm.default(torch.rand(4), torch.rand(2, 3), torch.rand(3, 4))',
        'torch.ops.aten.addmm.default(torch.rand(5), torch.rand(2, 3), torch.rand(3, 4))',
        'torch.ops.aten.squeeze.dim(torch.rand(1, 3), 0)',
        'torch.ops.aten.reshape(torch.rand(2, 3), [3, -1])',
        'torch.ops.aten.reshape(torch.rand(2, 3), [4, -1])',
        'torch.ops.aten.transpose.int(torch.rand(2, 3), 0, 1)',
        'torch.ops.aten.transpose.int(torch.rand(2, 3), 0, 2)',
        'torch.ops.aten.argmax(torch.rand(2, 3), 1)',
        'torch.ops.aten.topk(torch.rand(2, 3), 2)',
        'torch.ops.aten.empty_like(torch.rand(2, 3))',
        'torch.ops.aten.constant_pad_nd(torch.rand(2, 3), [1, 1])',
        'torch.ops.aten.adaptive_avg_pool2d(torch.rand(1, 3, 8, 8), [1, 1])',
        'torch.ops.aten.hardtanh(torch.rand(2, 3), 0, 6)',
        'torch.ops.aten.leaky_relu(torch.rand(2, 3), 0.1)',
        'torch.ops.aten.silu(torch.rand(2, 3))',
        'torch.ops.aten.masked_fill.Scalar(torch.rand(2, 3), torch.ones(3, dtype=torch.bool), 0.0)',
        'torch.ops.aten.stack([torch.rand(2), torch.rand(3)])',
        'torch.ops.aten.repeat(torch.rand(2, 3), [2, 1])',
))
