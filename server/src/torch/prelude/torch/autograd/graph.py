from torch._scopes import Scope


class save_on_cpu(Scope):
    pass


class saved_tensors_hooks(Scope):
    pass


class disable_saved_tensors_hooks(Scope):
    pass


class allow_mutation_on_saved_tensors(Scope):
    pass
