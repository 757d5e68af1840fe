"""Pointwise functions of one tensor."""
from __future__ import annotations

from typing import Any

from source import OMIT, Code, Gen, Tensor, Text

from families.registry import Registry

OPS = Registry()
UNARY = ("abs absolute acos acosh angle arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh bitwise_not ceil conj conj_physical cos cosh deg2rad digamma erf erfc erfinv exp exp2 expm1 fix floor frac i0 "
         "isfinite isinf isnan isneginf isposinf isreal lgamma log log10 log1p log2 logical_not logit nan_to_num neg negative positive rad2deg real imag reciprocal resolve_conj round rsqrt sgn sigmoid sign "
         "signbit sin sinc sinh sqrt square tan tanh trunc relu").split()
COMMON = ("abs", "exp", "log", "sqrt", "cos", "sin", "tanh", "sigmoid", "neg", "rsqrt", "square", "round", "floor", "logical_not", "relu")
NO_IN_PLACE = ("angle", "conj", "isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal", "positive", "real", "imag", "resolve_conj", "signbit")
METHOD_ONLY = ("absolute_", "digamma_", "erfinv_", "lgamma_", "logical_not_", "bitwise_not_", "sgn_", "sign_")
SPECIAL = "airy_ai bessel_j1 bessel_y0 i1e modified_bessel_i0 scaled_modified_bessel_k0 spherical_bessel_j0 bessel_j0 digamma entr erf erfc erfcx erfinv exp2 expit expm1 gammaln i0 i0e i1 log1p log_ndtr logit ndtr ndtri psi round sinc".split()


def operand(r: Gen) -> Tensor:
    dtype = r.choice((None, None, None, None, "float64", "int64", "int32", "bool", "float16", "bfloat16", "complex64", "uint8"))
    return r.tensor([0 if r.chance(0.04) else size for size in r.dims(r.randint(0, 4), 1, 5)], dtype, 0.15)


def arguments(r: Gen, name: str) -> dict[str, Any]:
    if name == "round":
        return dict(decimals=r.maybe(0.3, r.choice((1, 2, -1))))
    if name == "logit":
        return dict(eps=r.maybe(0.4, 1e-6))
    if name == "nan_to_num":
        return dict(nan=r.maybe(0.4, 0.0), posinf=r.maybe(0.3, 1.0))
    return {}


for name in UNARY:
    @OPS.op(f"torch.{name}", 0.7 if name in COMMON else 0.4)
    def unary(r: Gen, name=name):
        x, given = operand(r), arguments(r, name)
        if name in ("real", "imag") and r.chance(0.5):
            return Text("{}." + name, x)
        shown = name + "_" if name not in NO_IN_PLACE and r.chance(0.2) else name
        call = r.call(f"torch.{shown}", x, **given) if shown not in METHOD_ONLY and r.chance(0.5) or name in ("real", "imag") else r.method(x, shown, **given)
        if name == "round":
            call.cut = 0
        if r.chance(0.05) and name not in ("real", "imag"):
            return (Text("o = torch.empty({})", tuple(x.shape)), r.call(f"torch.{name}", Code("o"), out=Code("o")))
        return call


for name in SPECIAL:
    @OPS.op(f"torch.special.{name}", 0.25)
    def special(r: Gen, name=name):
        return r.call(f"torch.special.{name}", operand(r))


@OPS.op("torch.frexp", 0.3)
def frexp(r: Gen):
    return r.either("frexp", operand(r))


@OPS.op("torch.polygamma", 0.3)
def polygamma(r: Gen):
    return r.call("torch.polygamma", r.randint(0, 3), operand(r)) if r.chance(0.6) else r.call("torch.mvlgamma", operand(r), r.randint(1, 3))


@OPS.op("torch.view_as_real", 0.5)
def complex_views(r: Gen):
    if r.chance(0.5):
        return r.call("torch.view_as_real", r.tensor(r.dims(r.randint(0, 3), 1, 4), "complex64"))
    return r.call("torch.view_as_complex", r.tensor([*r.dims(r.randint(0, 3), 1, 4), 2], None, 0.05))


@OPS.op("torch.quantize and bits", 0.3)
def binning(r: Gen):
    return r.call("torch.fake_quantize_per_tensor_affine", operand(r), 0.1, 0, r.choice((0, -128)), r.choice((255, 127)))


@OPS.op("Tensor.map_", 0.3)
def apply(r: Gen):
    return Text(r.choice(("{}.apply_(lambda v: v + 1)", "torch.is_tensor({})", "torch.is_floating_point({})", "torch.is_complex({})", "torch.numel({})", "torch.is_nonzero({})", "torch.equal({}, torch.zeros(2, 3))", "torch.allclose({}, torch.zeros(2, 3))")), operand(r))


@OPS.op("Tensor.detach", 0.5)
def passing(r: Gen):
    name = r.choice(("detach", "clone", "cpu", "contiguous", "requires_grad_", "detach_", "share_memory_", "squeeze", "t", "numpy", "tolist", "backward", "cuda", "dim", "get_device", "is_contiguous", "data_ptr", "storage_offset",
                     "s", "sizes", "reshap", "shape", "length", "flaten", "view_", "size", "transposed", "add_dim"))
    return Text("{}." + name + "()", operand(r)) if name not in ("numpy", "tolist", "data_ptr") else Text("{}.dim()", operand(r))
