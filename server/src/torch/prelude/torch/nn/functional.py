"""Names that torch.nn.functional has from elsewhere."""
from torch.nn import _reduction as _Reduction
from torch.nn.modules.utils import _list_with_default, _pair, _single, _triple
from torch.overrides import handle_torch_function, has_torch_function, has_torch_function_unary, has_torch_function_variadic


def assert_int_or_pair(arg, arg_name, message):
    assert isinstance(arg, int) or len(arg) == 2, message.format(arg_name)


GRID_SAMPLE_INTERPOLATION_MODES = {"bilinear": 0, "nearest": 1, "bicubic": 2}
GRID_SAMPLE_PADDING_MODES = {"zeros": 0, "border": 1, "reflection": 2}
TYPE_CHECKING = False
