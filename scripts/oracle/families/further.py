"""What the other families leave: views in place, copies of views, aliases, transformed functions, sparse and quantized tensors, predicates."""
from __future__ import annotations

from source import OMIT, Code, Gen, Star, Tensor, Text

from families.registry import Registry

OPS = Registry()
FLOATING = (None, None, None, None, "float64", "int64")


def operand(r: Gen, low: int = 0, high: int = 4, dtypes: tuple = FLOATING, strided: float = 0.15) -> Tensor:
    return r.tensor([0 if r.chance(0.03) else size for size in r.dims(r.randint(low, high), 1, 5)], r.choice(dtypes), strided)


def dim_of(r: Gen, x: Tensor, more: int = 0) -> int:
    rank = max(1, len(x.shape) + more)
    return r.negative(r.randrange(rank), rank)


@OPS.op("views in place", 2)
def views_in_place(r: Gen):
    x = operand(r, 1)
    name = r.choice(("squeeze_", "unsqueeze_", "transpose_", "swapaxes_", "swapdims_", "t_", "squeeze_ dim"))
    arguments = {"unsqueeze_": (dim_of(r, x, 1),), "squeeze_ dim": (dim_of(r, x),), "squeeze_": (), "t_": ()}.get(name, (dim_of(r, x), dim_of(r, x)))
    return (Text("x = {}", x), Text(f"y = x.{name.split()[0]}({{}})", Star(arguments)), Code(r.choice(("x", "y"))))


@OPS.op("copies of views", 1.5)
def copies(r: Gen):
    x = operand(r, 1)
    shape = list(x.shape)
    way = r.choice(("t", "permute", "transpose", "unsqueeze", "squeeze", "view", "expand", "split", "unbind", "diagonal", "select", "slice", "detach", "alias", "unfold"))
    arguments = {"permute": (r.sample(range(len(shape)), len(shape)),), "transpose": (dim_of(r, x), dim_of(r, x)), "unsqueeze": (dim_of(r, x, 1),), "view": ([-1],), "expand": ([2, *shape],), "split": (r.randint(1, 3),), "select": (0, 0), "slice": (0, 0, 1), "unfold": (0, 1, 1)}.get(way, ())
    return r.call(f"torch.{way}_copy", x, *arguments)


@OPS.op("torch.adjoint", 1)
def adjoint(r: Gen):
    return r.either("adjoint", operand(r))


@OPS.op("Tensor.resize_", 1.5)
def resize(r: Gen):
    x = operand(r, 1, strided=0.05)
    if r.chance(0.3):
        return r.method(x, r.choice(("resize_as_", "set_")), operand(r))
    if r.chance(0.2):
        return r.method(x, "sum_to_size", Star([1 if r.chance(0.4) else size for size in x.shape[r.randint(0, len(x.shape)):]]))
    return r.method(x, "resize_", r.spread(r.dims(r.randint(1, 3), 1, 4)))


@OPS.op("Tensor.fill_diagonal_", 1)
def fill_diagonal(r: Gen):
    shape = r.dims(2, 1, 4) if r.chance(0.8) else [r.randint(1, 3)] * 3
    return r.method(r.tensor(shape), "fill_diagonal_", r.choice((0, 1.5)), wrap=r.maybe(0.3, r.flag()))


@OPS.op("random in place", 1)
def random_in_place(r: Gen):
    x = operand(r, dtypes=(None, None, "float64", "int64", "bool"))
    return r.method(x, *r.choice((("random_",), ("random_", 10), ("random_", 1, 5), ("random_", 5, 1), ("geometric_", 0.5), ("geometric_", 1.5), ("cauchy_",), ("log_normal_", 0.0, 1.0), ("normal_", 0, -1), ("uniform_", 0, 1), ("exponential_", 1), ("exponential_", -1), ("bernoulli_", 0.3))))


@OPS.op("fused in place", 2)
def fused(r: Gen):
    n, k, m, b = r.dims(4, 1, 4)
    name = r.choice(("addmm_", "addmv_", "addr_", "baddbmm_", "addbmm_", "addcmul_", "addcdiv_", "lerp_", "renorm_", "clamp_min_", "clamp_max_", "clip_", "masked_fill_", "index_put_"))
    parts = {"addmm_": ([n, m], [n, k], [k, m]), "addmv_": ([n], [n, k], [k]), "addr_": ([n, m], [n], [m]), "baddbmm_": ([b, n, m], [b, n, k], [b, k, m]), "addbmm_": ([n, m], [b, n, k], [b, k, m])}.get(name, ([n, m], [n, 1] if r.chance(0.3) else [n, m], [m] if r.chance(0.3) else [n, m]))
    x, one, two = [r.tensor(shape) for shape in parts]
    if name == "renorm_":
        return r.method(x, name, 2, 0, 1.0)
    if name in ("clamp_min_", "clamp_max_"):
        return r.method(x, name, r.choice((0, 1.5)))
    if name == "clip_":
        return r.method(x, name, 0, 1)
    if name == "masked_fill_":
        return r.method(x, name, r.tensor(one.shape, "bool"), 0.0)
    if name == "index_put_":
        return r.method(x, name, (Code("torch.tensor([0])"),), r.tensor(r.choice(([m], [1], [1, m], []))))
    return r.method(x, name, one, two if name != "lerp_" or r.chance(0.5) else 0.5)


@OPS.op("torch.isin", 1)
def isin(r: Gen):
    return r.call("torch.isin", operand(r), r.choice((operand(r), operand(r), 2)), assume_unique=r.maybe(0.2, r.flag()), invert=r.maybe(0.3, r.flag()))


@OPS.op("torch.gradient", 1)
def gradient(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 5), r.choice((None, None, "float64", "int64")))
    call = r.call("torch.gradient", x, spacing=r.maybe(0.3, r.choice((2.0, 1))), dim=r.maybe(0.6, r.choice((dim_of(r, x), tuple(range(len(x.shape)))))), edge_order=r.maybe(0.2, r.choice((1, 2))))
    call.cut = 1
    return call


@OPS.op("torch.logdet", 1)
def determinant(r: Gen):
    size = r.randint(1, 4)
    x = r.tensor([*r.dims(r.randint(0, 2), 1, 3), size, size if r.chance(0.8) else r.randint(1, 4)], None, 0, "ones")
    return r.either(r.choice(("logdet", "det", "slogdet", "matrix_exp")), x)


@OPS.op("torch.lu", 1.2)
def lu(r: Gen):
    size = r.randint(1, 4)
    lead = r.dims(r.choice((0, 0, 1)), 1, 3)
    x = Code("torch.eye({}){}".format(size, f".expand({', '.join(map(str, [*lead, size, size]))})" if lead else ""))
    b = r.tensor([*lead, size, r.randint(1, 3)], None, 0, "ones")
    name = r.choice(("torch.lu({})", "torch.lu_unpack(*torch.linalg.lu_factor({}))", "torch.lu_solve({}, *torch.linalg.lu_factor({}))", "torch.geqrf({})", "torch.orgqr(*torch.geqrf({}))", "torch.linalg.lu_solve(*torch.linalg.lu_factor({}), {})", "torch.svd_lowrank({}, q=1)", "torch.pca_lowrank({}, q=1)",
                     "torch.linalg.ldl_factor({})", "torch.linalg.solve_ex({}, {})", "torch.linalg.cond({})", "torch.ormqr(*torch.geqrf({}), {})"))
    if name.count("{}") == 1:
        return Text(name, x if r.chance(0.6) else b)
    return Text(name, *((b, x) if name.startswith("torch.lu_solve") else (x, b)))


@OPS.op("torch.put", 1)
def put(r: Gen):
    x = r.tensor(r.dims(2, 1, 4))
    index = r.index([r.randint(1, 4)], 2)
    return r.either("put", x, index, r.tensor(index.shape), accumulate=r.maybe(0.3, True))


@OPS.op("torch.unravel_index", 1)
def unravel(r: Gen):
    shape = r.dims(r.randint(1, 3), 1, 5)
    return r.call("torch.unravel_index", r.index(r.dims(r.randint(0, 2), 1, 4), shape[0]), r.choice((tuple, list))(shape))


@OPS.op("torch.unsafe_split", 1)
def unsafe(r: Gen):
    x = operand(r, 1)
    dim = r.randrange(len(x.shape))
    name = r.choice(("unsafe_split", "unsafe_chunk", "unsafe_split_with_sizes"))
    if name == "unsafe_split_with_sizes":
        return r.either(name, x, [x.shape[dim]] if r.chance(0.5) else [1, x.shape[dim] - 1], dim=dim)
    return r.either(name, x, r.randint(1, 4), dim=r.maybe(0.6, dim))


@OPS.op("torch.as_strided_scatter", 1)
def strided_scatter(r: Gen):
    x = r.tensor(r.dims(2, 2, 4))
    size = r.dims(2, 1, 2)
    return r.either("as_strided_scatter", x, r.tensor(size), size, (2, 1))


@OPS.op("torch.nonzero_static", 1)
def nonzero_static(r: Gen):
    call = r.either("nonzero_static", Tensor(r.dims(r.randint(0, 3), 1, 4), r.choice((None, "int64", "bool")), r.choice(("zeros", "ones"))), size=r.randint(0, 5), fill_value=r.maybe(0.3, -2))
    call.cut = 1 if call.names[0] is None and len(call.kids) == 3 else 0
    return call


@OPS.op("torch.segment_reduce", 1)
def segment_reduce(r: Gen):
    lengths = [r.randint(0, 3) for _ in range(r.randint(1, 4))]
    x = r.tensor([sum(lengths), *r.dims(r.randint(0, 2), 1, 3)], None, 0)
    call = r.call("torch.segment_reduce", x, r.choice(("sum", "mean", "max", "min", "prod")), lengths=Code(f"torch.tensor({lengths})"), axis=r.maybe(0.4, 0), initial=r.maybe(0.3, 0.0))
    call.cut = 2
    return call


@OPS.op("torch.histogramdd", 1)
def histogramdd(r: Gen):
    width = r.randint(1, 3)
    x = Tensor([r.randint(1, 4), width], None, "ones")
    return r.call("torch.histogramdd", x, r.dims(width, 1, 4) if r.chance(0.7) else r.randint(1, 4))


@OPS.op("predicates", 1.5)
def predicates(r: Gen):
    x = operand(r, dtypes=(None, "int64", "bool", "complex64", "float16"))
    return Text(r.choice(("torch.is_tensor({})", "torch.is_floating_point({})", "torch.is_complex({})", "torch.is_conj({})", "torch.is_inference({})", "torch.numel({})", "{}.is_signed()", "{}.is_leaf", "{}.is_sparse", "{}.is_meta", "{}.is_cpu", "{}.is_quantized", "{}.is_nested", "{}.grad_fn", "{}.grad", "{}.requires_grad", "{}.is_neg()",
                          "{}.is_inference()", "{}.is_same_size(torch.empty(2, 3))", "torch.is_same_size({}, torch.empty(2))", "{}.is_shared()", "{}.is_pinned()", "{}.is_set_to(torch.empty(2))", "{}.is_contiguous()", "{}.is_coalesced()", "{}.get_device()", "{}.names", "{}.output_nr", "{}.dim_order()", "{}.storage_type()", "{}.untyped_storage().nbytes()",
                          "{}.resolve_neg()", "torch.typename({})", "{}.ndimension()", "{}.layout == torch.strided", "isinstance({}, torch.Tensor)", "isinstance({}, torch.FloatTensor)", "type({}).__name__", "{}.storage().size()", "{}.index_select", "hasattr({}, 'shape')", "{}.is_floating_point", "callable({})", "{}.volatile", "{}.is_mps", "{}.is_xpu")), x)


@OPS.op("torch.vmap", 2)
def vmap(r: Gen):
    batch = r.randint(1, 4)
    x = r.tensor([batch, *r.dims(r.randint(0, 2), 1, 4)])
    one = r.choice(("lambda a: a.sum()", "torch.sin", "lambda a: a * 2", "lambda a: a.shape[0]", "lambda a: (a, a.mean())", "lambda a: a.view(-1)", "lambda a: a.reshape(2, -1)", "torch.flatten", "lambda a: a.unsqueeze(0)", "F.relu", "lambda a: a.max()", "lambda a: a.sum(5)", "lambda a: a @ a", "lambda a: 3", "lambda a: torch.outer(a, a)", "lambda a: torch.ones(3)", "lambda a: torch.zeros(1, 2)", "lambda a: (a, torch.ones(2))"))
    if r.chance(0.45):
        two = r.choice(("torch.dot", "torch.add", "lambda a, b: a @ b", "lambda a, b: a * b.sum()", "torch.outer", "lambda a, b: torch.cat((a, b))", "lambda a, b: (a, b)"))
        y = r.tensor([batch if r.chance(0.9) else batch + 1, *x.shape[1:]])
        return r.call(r.call(r.choice(("torch.vmap", "torch.func.vmap")), Code(two), in_dims=r.maybe(0.4, r.choice((0, (0, None), (None, 0), (0, 0), (0, 1), (0,)))), out_dims=r.maybe(0.2, r.choice((0, 1, -1)))), x, y)
    return r.call(r.call(r.choice(("torch.vmap", "torch.func.vmap")), Code(one), in_dims=r.maybe(0.3, r.choice((0, 0, 1, -1, None))), out_dims=r.maybe(0.3, r.choice((0, 1, -1, 2)))), x)


@OPS.op("transparent calls", 2)
def transparent(r: Gen):
    a, b = r.dims(2, 1, 5)
    x = r.tensor([*r.dims(r.randint(1, 2), 1, 3), a], None, 0)
    module = r.choice((f"nn.Linear({a}, {b})", f"nn.Sequential(nn.Linear({a}, {b}), nn.ReLU())", "nn.Identity()", f"nn.Linear({b}, {a})"))
    return Text(r.choice((f"torch.utils.checkpoint.checkpoint({module}, {{}}, use_reentrant=False)", f"torch.utils.checkpoint.checkpoint({module}, {{}})", f"torch.utils.checkpoint.checkpoint_sequential(nn.Sequential({module}, nn.ReLU()), 2, {{}})", f"nn.DataParallel({module})({{}})", f"torch.jit.trace({module}, {{}}).__class__.__name__",
                          f"torch.no_grad()({module})({{}})", f"torch.inference_mode()({module}.forward)({{}})", f"torch.func.functional_call({module}, dict(), ({{}},))", f"nn.DataParallel({module}).module.forward({{}})", f"nn.DataParallel({module}, device_ids=None)({{}})",
                          f"torch.ao.quantization.QuantStub()({{}})", f"torch.autograd.functional.jacobian({module}, {{}}).shape", f"{module}.__call__({{}})", f"{module}.forward(input={{}})", f"{module}(input={{}})")), x)


@OPS.op("gradients", 1.5, spoiled=0.4)
def gradients(r: Gen):
    x = r.tensor(r.dims(r.randint(0, 2), 1, 4), r.choice((None, None, "float64", "int64")), 0)
    return (Text("x = {}.requires_grad_(True)", x), Code(r.choice(("y = (x * 2).sum()", "y = x * 2", "y = x.detach()", "y = x.sum() * 3", "y = x.mean()"))),
            Code(r.choice(("torch.autograd.grad(y, x)", "torch.autograd.grad(y, x)[0].shape", "torch.autograd.grad(y, x, torch.ones_like(y))", "torch.autograd.grad(y, [x])", "y.requires_grad", "y.grad_fn is None", "x.is_leaf", "x.numpy().shape", "x.detach().numpy().shape", "x.tolist().__class__.__name__", "torch.autograd.grad(y, x, create_graph=True)",
                           "y.item()", "x.add_(1)", "x.data.add_(1)", "y.backward()", "y.retain_grad()", "x.clone().add_(1)", "torch.autograd.grad(y, torch.zeros(2))", "float(y)"))))


@OPS.op("sparse tensors", 1.5)
def sparse(r: Gen):
    x = r.tensor(r.dims(r.choice((1, 2, 2, 3)), 1, 4), None, 0, r.choice(("zeros", "ones")))
    n = r.randint(1, 3)
    return Text(r.choice(("{}.to_sparse()", "{}.to_sparse().to_dense()", "{}.to_sparse().shape", "{}.to_sparse_csr().shape", "torch.sparse.mm({}.to_sparse(), torch.ones(3, 2))", "{}.to_sparse() @ torch.ones(3, 2)", "{}.to_sparse().coalesce().indices().dim()", "{}.to_dense()", "{}.to_sparse().sum()", "torch.sparse.sum({}.to_sparse(), 0).shape",
                          f"torch.sparse_coo_tensor(torch.zeros(2, {n}, dtype=torch.long), torch.ones({n}), {{}}.shape).shape", "{}.to_sparse().sparse_dim()", "{}.to_sparse().t().shape", "{}.is_sparse", "{}.coalesce()", "{}.indices()")), x)


@OPS.op("quantized tensors", 1)
def quantized(r: Gen):
    x = operand(r, 1, dtypes=(None, None, None, "float64"))
    return Text(r.choice(("torch.quantize_per_tensor({}, 0.1, 0, torch.quint8)", "torch.quantize_per_tensor({}, 0.1, 0, torch.qint8).dequantize()", "torch.quantize_per_tensor({}, 0.1, 0, torch.quint8).int_repr()", "torch.quantize_per_tensor({}, 0.1, 0, torch.float32)", "torch.fake_quantize_per_tensor_affine({}, 0.1, 0, 0, 255)",
                          "torch.fake_quantize_per_channel_affine({}, torch.ones(3), torch.zeros(3), 1, 0, 255)", "torch.quantize_per_channel({}, torch.ones(3), torch.zeros(3), 1, torch.qint8)", "{}.dequantize()", "{}.q_scale()")), x)


@OPS.op("torch.batch_norm", 1)
def batch_norm(r: Gen):
    channels = r.randint(1, 4)
    def vector(share: float = 0.8):
        return r.tensor([channels], None, 0) if r.chance(share) else None
    training = r.flag()
    stats = r.chance(0.9 if not training else 0.4)
    x = r.tensor([r.randint(1, 3), channels, *r.dims(r.randint(0, 3), 1, 4)])
    name = r.choice(("batch_norm", "instance_norm", "native_batch_norm"))
    mean, variance = (vector(1), vector(1)) if stats else (None, None)
    if name == "native_batch_norm":
        return r.call("torch.native_batch_norm", x, vector(), vector(), mean, variance, training, 0.1, 1e-5)
    return r.call(f"torch.{name}", x, vector(), vector(), mean, variance, training, 0.1, 1e-5, False)


@OPS.op("torch.dropout", 1)
def dropout(r: Gen):
    name = r.choice(("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout", "native_dropout", "dropout_"))
    return r.call(f"torch.{name}", operand(r, dtypes=(None, None, None, "float64", "int64")), r.choice((0.5, 0.0, 1.0, 1.5, 0.1)), r.flag())


@OPS.op("torch.native_layer_norm", 1)
def native_norms(r: Gen):
    x = r.tensor([r.randint(1, 3), r.randint(1, 3) * 2, *r.dims(r.randint(0, 2), 1, 4)])
    if r.chance(0.5):
        tail = x.shape[-r.randint(1, len(x.shape)):]
        return r.call("torch.native_layer_norm", x, tail, r.choice((None, r.tensor(tail))), r.choice((None, r.tensor(tail))), 1e-5)
    area = 1
    for size in x.shape[2:]:
        area *= size
    return r.call("torch.native_group_norm", x, None, None, x.shape[0], x.shape[1], area, r.choice((1, 2)), 1e-5)


@OPS.op("torch.lstm_cell", 1)
def cells(r: Gen):
    batch, size, hidden = r.dims(3, 1, 4)
    name = r.choice(("lstm_cell", "gru_cell", "rnn_tanh_cell", "rnn_relu_cell"))
    gates = {"lstm_cell": 4, "gru_cell": 3}.get(name, 1) * hidden
    x, state = r.tensor([batch, size]), r.tensor([batch, hidden])
    weights = (r.tensor([gates, size], None, 0), r.tensor([gates, hidden], None, 0), *((r.tensor([gates], None, 0), r.tensor([gates], None, 0)) if r.chance(0.6) else ()))
    return r.call(f"torch.{name}", x, (state, r.tensor([batch, hidden], None, 0)) if name == "lstm_cell" else state, *weights)


@OPS.op("F.multi_head_attention_forward", 1)
def attention_forward(r: Gen):
    count = r.choice((1, 2, 3))
    embed, target, source, batch = count * r.randint(1, 3), *r.dims(3, 1, 4)
    call = r.call("F.multi_head_attention_forward", r.tensor([target, batch, embed]), r.tensor([source, batch, embed]), r.tensor([source, batch, embed]), embed, count, r.tensor([3 * embed, embed], None, 0), r.choice((None, r.tensor([3 * embed], None, 0))), None, None, r.chance(0.15), 0.0,
                  r.tensor([embed, embed], None, 0), r.choice((None, r.tensor([embed], None, 0))), training=r.maybe(0.3, r.flag()), need_weights=r.maybe(0.4, r.flag()), average_attn_weights=r.maybe(0.3, r.flag()))
    call.cut = 13
    return call


@OPS.op("torch.grid_sampler", 1)
def grid_sampler(r: Gen):
    batch, n = r.randint(1, 3), r.choice((2, 3))
    if r.chance(0.25):
        return r.call("torch.affine_grid_generator", r.tensor([batch, 2, 3]), [batch, 1, *r.dims(2, 1, 4)], r.flag())
    return r.call("torch." + r.choice(("grid_sampler", f"grid_sampler_{n}d")), r.tensor([batch, r.randint(1, 3), *r.dims(n, 1, 4)]), r.tensor([batch, *r.dims(n, 1, 4), n], make="zeros"), r.choice((0, 0, 1, 2)), r.choice((0, 1, 2)), r.flag())


@OPS.op("torch.binomial", 1)
def binomial(r: Gen):
    shape = r.dims(r.randint(0, 3), 1, 4)
    return r.call("torch.binomial", r.tensor(shape, None, 0, "ones"), r.tensor([1 if r.chance(0.2) else size for size in shape], None, 0, "ones"))


@OPS.op("torch.norm variants", 1)
def norms(r: Gen):
    x = r.tensor(r.dims(r.randint(1, 3), 1, 4))
    return r.choice((r.call("torch.nuclear_norm", x, keepdim=r.maybe(0.5, r.flag())), r.call("torch.frobenius_norm", x, r.choice(([-2, -1], [0], [0, 1, 2])), r.flag()), r.call("torch.norm_except_dim", x, r.choice((2, 1)), r.choice((0, 1, -1)))))


@OPS.op("grouped products", 1)
def grouped(r: Gen):
    count, n, k, m = r.randint(1, 3), *r.dims(3, 1, 4)
    return r.call("F.grouped_mm", r.tensor([count, n, 8 * k], "bfloat16", 0), r.tensor([count, 8 * k, 8 * m], "bfloat16", 0))


@OPS.op("losses of torch", 1.5)
def torch_losses(r: Gen):
    """The functions under F's losses, whose reduction is a number."""
    n, c = r.dims(2, 1, 4)
    one, two, three = [r.tensor([n, c]) for _ in range(3)]
    target = r.tensor([n], r.choice((None, "int64")), 0, "ones")
    how = r.choice((0, 1, 2))
    return r.choice((
        r.call("torch.hinge_embedding_loss", one, two, 1.0, how), r.call("torch.cosine_embedding_loss", one, two, target, 0.5, how), r.call("torch.margin_ranking_loss", one, two, three, 0.0, how), r.call("torch.triplet_margin_loss", one, two, three),
        r.call("torch.kl_div", one, two, how, log_target=r.maybe(0.4, r.flag())), r.call("torch.poisson_nll_loss", one, two, True, False, 1e-8, how), r.call("torch.binary_cross_entropy_with_logits", one, two, None, r.choice((None, r.tensor([c]))), how),
        r.call("torch.ctc_loss", r.tensor([5, n, c + 1]), r.tensor([n, 2], "int64", 0, "ones"), (5,) * n, (2,) * n),
    ))


@OPS.op("functions of torch", 1.5)
def torch_functions(r: Gen):
    """Functions of torch that have a better known method or function of F."""
    x = operand(r)
    name = r.choice(("clone", "detach", "fill", "clip_", "clamp_", "clamp_min_", "index_put_", "bilinear", "embedding_bag", "get_device", "feature_dropout_", "alpha_dropout_", "celu_", "fill_", "zero_", "detach_", "dequantize"))
    if name in ("fill", "fill_"):
        return r.call(f"torch.{name}", x, r.choice((0, 1.5, Code("torch.tensor(2.0)"))))
    if name in ("clip_", "clamp_"):
        return r.call(f"torch.{name}", x, 0, 1)
    if name == "clamp_min_":
        return r.call("torch.clamp_min_", x, 0.5)
    if name == "index_put_":
        return r.call("torch.index_put_", operand(r, 1), (Code("torch.tensor([0, 0])"),), Code("torch.tensor(1.0)"))
    if name == "bilinear":
        n, a, b, out = r.dims(4, 1, 4)
        return r.call("torch.bilinear", r.tensor([n, a]), r.tensor([n, b]), r.tensor([out, a, b]), r.choice((None, r.tensor([out]))))
    if name == "embedding_bag":
        count, width = r.dims(2, 1, 5)
        return r.call("torch.embedding_bag", r.tensor([count, width]), r.index([r.randint(1, 5)], count), Code("torch.tensor([0])"), False, r.choice((0, 1, 2)))
    if name.endswith("dropout_"):
        return r.call(f"torch.{name}", x, 0.5, r.flag())
    return r.call(f"torch.{name}", x)


@OPS.op("torch.lstm", 1)
def flat_recurrent(r: Gen):
    """The functions under nn.LSTM and its kin, which take their weights in a list."""
    size, hidden, steps, batch = r.dims(4, 1, 4)
    name = r.choice(("lstm", "gru", "rnn_tanh", "rnn_relu"))
    gates = {"lstm": 4, "gru": 3}.get(name, 1) * hidden
    state = r.tensor([1, batch, hidden], None, 0)
    weights = [r.tensor([gates, size], None, 0), r.tensor([gates, hidden], None, 0), r.tensor([gates], None, 0), r.tensor([gates], None, 0)]
    first = r.flag()
    return r.call(f"torch.{name}", r.tensor([batch, steps, size] if first else [steps, batch, size]), (state, r.tensor([1, batch, hidden], None, 0)) if name == "lstm" else state, weights, Code("True"), Code("1"), 0.0, r.flag(), Code("False"), first)


@OPS.op("pooling with indices", 1)
def with_indices(r: Gen):
    n = r.randint(1, 3)
    x = r.tensor([*([r.randint(1, 3)] if r.chance(0.7) else []), r.randint(1, 3), *r.dims(n, 2, 6)])
    if r.chance(0.6) or n == 1:
        return r.call(f"F.adaptive_max_pool{n}d_with_indices", x, r.per_dim(n, 1, 4))
    return r.call(f"F.fractional_max_pool{n}d_with_indices", x, r.per_dim(n, 1, 2), output_size=r.per_dim(n, 1, 2))


@OPS.op("F.upsample_nearest", 1)
def upsample(r: Gen):
    n = r.choice((1, 2, 2, 3))
    x = r.tensor([r.randint(1, 2), r.randint(1, 3), *r.dims(n, 1, 5)])
    return r.call(r.choice(("F.upsample_nearest", "F.upsample_nearest", "F.upsample_bilinear")), x, **(dict(size=r.per_dim(n, 1, 6)) if r.chance(0.5) else dict(scale_factor=r.choice((2, 3)))))
