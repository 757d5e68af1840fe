"""Names that torch.nn.functional has from elsewhere."""
from torch.nn.modules.utils import _list_with_default, _pair, _single, _triple
from torch.overrides import handle_torch_function, has_torch_function, has_torch_function_unary, has_torch_function_variadic


def assert_int_or_pair(arg, arg_name, message):
    assert isinstance(arg, int) or len(arg) == 2, message.format(arg_name)
