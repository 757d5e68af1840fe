"""Arithmetic, comparison and pointwise functions with broadcasting and type promotion, and tensor creation."""
from __future__ import annotations

from source import OMIT, Code, Gen, Node, Tensor, Text

from families.parts import creation, unary
from families.registry import Registry

OPS = Registry()
DTYPES = (None,) * 8 + ("float64", "int64", "int64", "int32", "bool", "float16", "bfloat16", "uint8", "int8", "complex64")


def sides(r: Gen, count: int = 2, dtypes=DTYPES) -> list[Tensor]:
    """Tensors whose shapes broadcast together, of which one in eight does not."""
    target = [0 if r.chance(0.02) else size for size in r.dims(r.randint(0, 4), 1, 5)]
    made = []
    for _ in range(count):
        shape = [1 if r.chance(0.2) else size for size in target[r.choice((0, 0, 0, r.randint(0, len(target)))):]]
        if shape and r.chance(0.06):
            shape[r.randrange(len(shape))] += 1
        made.append(r.tensor(shape, r.choice(dtypes), 0.1))
    return made


def scalar(r: Gen):
    return r.choice((2, 3, 0.5, 1.5, -1, 1, True, 2j) if r.chance(0.5) else (2, 1.5))


def operands(r: Gen) -> tuple[Node | int | float, Node | int | float]:
    one, two = sides(r)
    way = r.random()
    if way < 0.15:
        return one, scalar(r)
    if way < 0.25:
        return scalar(r), two
    if way < 0.3:
        return one, Code(r.choice(("torch.tensor(2)", "torch.tensor(2.5)", "torch.tensor(True)", "torch.tensor(1.0, dtype=torch.float64)", "torch.tensor([2])")))
    return one, two


OPERATORS = {"+": 5, "-": 3, "*": 4, "/": 3, "//": 1, "%": 1, "**": 1, "==": 1.5, "!=": 0.8, "<": 1, "<=": 0.6, ">": 1, ">=": 0.6, "&": 0.8, "|": 0.8, "^": 0.6, "<<": 0.4, ">>": 0.4}
for sign, weight in OPERATORS.items():
    @OPS.op(f"operator {sign}", weight)
    def operator(r: Gen, sign=sign):
        one, two = operands(r)
        if sign in "&|^<<>>" and r.chance(0.7):
            one, two = sides(r, 2, ("bool", "bool", "int64", "uint8"))
        return Text(f"{{}} {sign} {{}}", one, two)


@OPS.op("operator chains", 1.5)
def chains(r: Gen):
    one, two, three = sides(r, 3)
    return Text(r.choice(("{} + {} * {}", "({} - {}) / {}", "({} + {}) @ {}", "{} * 2 + {} - {}", "-({} * {}) + {}", "({} > {}) & {}.bool()", "abs({}) + {} + {}")), one, two, three)


for sign in ("+=", "-=", "*=", "/=", "//=", "**=", "&="):
    @OPS.op(f"operator {sign}", 1.2)
    def augmented(r: Gen, sign=sign):
        one, two = operands(r)
        return (Text("x = {}", one), Text(f"x {sign} {{}}", two), Code("x"))


@OPS.op("operator -x ~x abs", 0.6)
def prefix(r: Gen):
    return Text(r.choice(("-{}", "~{}", "abs({})", "+{}", "not {}", "round({})")), sides(r, 1)[0])


BINARY = {
    "add": 2, "sub": 1.5, "mul": 1.5, "div": 2, "true_divide": 0.4, "floor_divide": 0.6, "remainder": 0.6, "fmod": 0.5, "pow": 1, "float_power": 0.5, "maximum": 1, "minimum": 1, "fmax": 0.4, "fmin": 0.4,
    "eq": 0.8, "ne": 0.5, "lt": 0.8, "le": 0.5, "gt": 0.8, "ge": 0.5, "greater": 0.3, "less": 0.3, "not_equal": 0.3, "logical_and": 0.8, "logical_or": 0.6, "logical_xor": 0.4, "bitwise_and": 0.5, "bitwise_or": 0.5,
    "bitwise_xor": 0.4, "bitwise_left_shift": 0.3, "bitwise_right_shift": 0.3, "greater_equal": 0.3, "less_equal": 0.3, "igammac": 0.3, "atan2": 0.6, "arctan2": 0.2, "hypot": 0.4, "copysign": 0.4, "nextafter": 0.3, "ldexp": 0.3, "logaddexp": 0.4, "logaddexp2": 0.3, "heaviside": 0.4, "xlogy": 0.4, "gcd": 0.4,
    "lcm": 0.3, "multiply": 0.4, "subtract": 0.4, "divide": 0.4, "rsub": 0.4, "isclose": 0.5, "complex": 0.4, "polar": 0.3, "igamma": 0.3,
}
METHODLESS = ("rsub", "complex", "polar")
WITH_SCALAR = ("add", "sub", "mul", "div", "true_divide", "floor_divide", "remainder", "fmod", "pow", "float_power", "eq", "ne", "lt", "le", "gt", "ge", "greater", "less", "greater_equal", "less_equal", "not_equal", "bitwise_and", "bitwise_or", "bitwise_xor",
               "multiply", "subtract", "divide", "rsub", "copysign", "xlogy")
NO_IN_PLACE = ("maximum", "minimum", "fmax", "fmin", "logaddexp", "logaddexp2", "isclose")


def binary_operands(r: Gen, name: str):
    if name in ("gcd", "lcm", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift") and r.chance(0.85):
        return tuple(sides(r, 2, ("int64", "int64", "int32", "uint8") + (("bool",) if "wise" in name and "shift" not in name else ())))
    if name in ("complex", "polar", "atan2", "hypot", "nextafter", "logaddexp", "logaddexp2", "heaviside", "igamma", "isclose", "maximum", "minimum") and r.chance(0.8):
        kind = r.choice((None, None, "float64"))
        return tuple(sides(r, 2, (kind,)))
    if name in WITH_SCALAR:
        one, two = operands(r)
        return one, two
    return tuple(sides(r))


def binary_arguments(r: Gen, name: str) -> dict:
    if name in ("add", "sub", "subtract", "rsub") and r.chance(0.25):
        return dict(alpha=r.choice((2, 0.5, -1)))
    if name in ("div", "divide") and r.chance(0.35):
        return dict(rounding_mode=r.choice((None, "trunc", "floor", "floor", "ceil")))
    if name == "isclose" and r.chance(0.4):
        return dict(rtol=1e-3, equal_nan=r.flag())
    return {}


def in_place(r: Gen, name: str, one: Tensor, two: Node | int | float, given: dict):
    call = r.method(Code("x"), name + "_", two, **given)
    call.cut = 1
    return (Text("x = {}", one), Text("y = {}", call), Code(r.choice(("x", "x", "y"))))


for name, weight in BINARY.items():
    @OPS.op(f"torch.{name}", weight)
    def binary(r: Gen, name=name):
        one, two = binary_operands(r, name)
        given = binary_arguments(r, name)
        if isinstance(one, Tensor) and name not in METHODLESS and r.chance(0.45):
            if name not in NO_IN_PLACE and r.chance(0.4):
                return in_place(r, name, one, two, given)
            call = r.method(one, name, two, **given)
            call.cut = 1
            return call
        call = r.call(f"torch.{name}", one, two, **given)
        call.cut = 2
        return call


@OPS.op("Tensor.copy_", 1)
def copy(r: Gen):
    one, two = sides(r)
    return r.method(one, "copy_", two)


@OPS.op("Tensor.fill_", 0.5)
def fill(r: Gen):
    x = sides(r, 1)[0]
    return r.choice((r.method(x, "fill_", r.choice((0, 1.5, True, Code("torch.tensor(3)"), Code("torch.tensor([3, 4])")))), r.method(x, "zero_"), r.method(x, "normal_", mean=r.maybe(0.5, 0.0), std=r.maybe(0.5, 0.02)),
                     r.method(x, "uniform_", *r.choice(((), (-1, 1), (1, 0)))), r.method(x, "clamp_", 0, 1), r.method(x, "bernoulli_", r.choice((0.5, 0.1, 1.5))), r.method(x, "exponential_")))


@OPS.op("torch.clamp", 2)
def clamp(r: Gen):
    x = r.tensor(r.dims(r.randint(0, 4), 1, 5), r.choice(DTYPES[:-1]))
    name = r.choices(("clamp", "clip", "clamp_min", "clamp_max"), (6, 2, 1, 1))[0]
    def bound(low: bool):
        way = r.random()
        if way < 0.7:
            return r.choice((0, -1, 0.5, 1e-6)) if low else r.choice((1, 6, 2.5))
        if way < 0.8:
            return None
        return r.tensor([1 if r.chance(0.3) else size for size in x.shape[r.randint(0, len(x.shape)):]], x.dtype)
    if name in ("clamp_min", "clamp_max"):
        return r.either(name, x, bound(name == "clamp_min"))
    low, high = r.maybe(0.8, bound(True)), r.maybe(0.7, bound(False))
    return r.either(name, x, min=low, max=high)


@OPS.op("torch.lerp", 1)
def lerp(r: Gen):
    one, two, weight = sides(r, 3, (None, None, "float64"))
    two.dtype = weight.dtype = one.dtype
    return r.either("lerp", one, two, r.choice((0.5, 1, weight)))


for name in ("addcmul", "addcdiv"):
    @OPS.op(f"torch.{name}", 0.8)
    def fused(r: Gen, name=name):
        one, two, three = sides(r, 3, (None, None, None, None, "float64", "int64"))
        call = r.either(name, one, two, three, value=r.maybe(0.5, r.choice((2, 0.5, -1))))
        call.cut = 0
        return call


@OPS.op("torch.where promotion", 0.6)
def where(r: Gen):
    one, two = sides(r)
    return r.call("torch.where", Tensor(one.shape, "bool", "ones"), one, r.choice((two, two, 1.0, 2)))


@OPS.op("torch.result_type", 0.8)
def result_type(r: Gen):
    one, two = operands(r)
    return r.call(r.choice(("torch.result_type", "torch.result_type", "torch.can_cast", "torch.promote_types")), one, two) if r.chance(0.6) else Text(
        "torch.promote_types(torch.{}, torch.{})", *[Code(r.choice(("float32", "float64", "float16", "bfloat16", "int64", "int32", "uint8", "int8", "bool", "complex64"))) for _ in range(2)])


@OPS.op("promotion", 4, spoiled=0.15)
def promotion(r: Gen):
    """Each pair of types, as dimensioned tensors, 0-dim tensors and Python numbers."""
    def side() -> Node | float:
        kind = r.choice(DTYPES[7:])
        return r.choice((r.tensor([2, 3], kind, 0), r.tensor([3], kind, 0), r.tensor([], kind, 0), r.tensor([], kind, 0), r.choice((2, 1.5, True))))
    sign = r.choice(("+", "*", "/", "-", "**", "//", "==", "<"))
    return Text(f"({{}} {sign} {{}})" + r.choice(("", "", ".dtype")), side(), side())


@OPS.op("Tensor.dtype conversion", 2)
def conversion(r: Gen):
    x = sides(r, 1)[0]
    name = r.choice(("float", "double", "half", "bfloat16", "long", "int", "short", "char", "byte", "bool", "cfloat", "cdouble", "chalf"))
    way = r.random()
    if way < 0.35:
        return r.method(x, name)
    kind = Code("torch." + r.choice(("float32", "float64", "float16", "int64", "bool", "long", "float", "double", "half", "int8", "cfloat")))
    if way < 0.6:
        return r.method(x, "to", r.choice((kind, kind, kind, "cpu", Code("torch.device('cpu')"), sides(r, 1)[0], "cuda:0")), *([kind] if r.chance(0.1) else []))
    if way < 0.7:
        return r.method(x, "to", dtype=r.maybe(0.7, kind), device=r.maybe(0.6, "cpu"), copy=r.maybe(0.2, r.flag()), non_blocking=r.maybe(0.2, r.flag()))
    if way < 0.8:
        return r.method(x, "type", r.choice((kind, kind, "torch.FloatTensor", "torch.LongTensor", "torch.BoolTensor")))
    if way < 0.87:
        return r.method(x, "type_as", sides(r, 1)[0])
    return Text("{}" + r.choice((".dtype", ".type()", ".is_floating_point()", ".dtype.is_floating_point", ".cpu()", ".device.type", ".is_complex()", ".requires_grad", ".dtype.itemsize", ".numpy().shape", ".tolist().__class__.__name__", ".data", ".real", ".is_cuda", ".view_as(torch.empty(1))", ".dtype == torch.float32", ".layout == torch.strided")), x)


@OPS.op("Tensor.item", 0.6, spoiled=0.4)
def item(r: Gen):
    x = Tensor(r.choice(([], [1], [1, 1], [2], [0])), r.choice((None, "int64", "bool")), r.choice(("zeros", "ones")))
    return Text(r.choice(("{}.item()", "int({})", "float({})", "bool({})", "len({})", "{}.tolist()", "[v for v in {}]", "range({})", "math.sqrt({})", "[1, 2, 3][{}]", "str({}.shape)", "{} and 1")), x)


@OPS.op("iteration", 0.6)
def iteration(r: Gen):
    return Text(r.choice(("[row.shape for row in {}]", "list({})", "tuple({})", "torch.stack(list({}))", "[a + 1 for a in {}]", "torch.cat([a for a in {}])", "sum({})", "max({})", "list(zip({}, [1, 2]))", "torch.stack([a * i for i, a in enumerate({})])")), sides(r, 1)[0])


OPS += unary.OPS + creation.OPS
