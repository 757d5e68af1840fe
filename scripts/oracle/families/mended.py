"""Calls on which a rule once differed from PyTorch: they are recorded whatever the seed, with variations that tell the rule."""
from __future__ import annotations

from families.registry import Registry

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
