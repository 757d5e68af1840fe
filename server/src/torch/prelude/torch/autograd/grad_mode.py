from torch import enable_grad, inference_mode, no_grad, set_grad_enabled
from torch._scopes import Scope


class set_multithreading_enabled(Scope):
    pass
