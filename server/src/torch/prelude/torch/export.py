"""torch.export: the exported program computes what the module does."""


class Dim:
    AUTO = None
    DYNAMIC = None
    STATIC = None

    def __init__(self, name, *, min=None, max=None):
        self.name = name


def dims(*names, min=None, max=None):
    return tuple(Dim(name, min=min, max=max) for name in names)


class ExportedProgram:
    def __init__(self, root):
        self._root = root
        self.state_dict = root.state_dict() if hasattr(root, "state_dict") else {}

    def module(self, check_guards=True):
        return self._root

    def run_decompositions(self, decomp_table=None, **kwargs):
        return self


def export(mod, args, kwargs=None, **options):
    mod(*args, **(kwargs or {}))
    return ExportedProgram(mod)


def export_for_training(mod, args, kwargs=None, **options):
    return export(mod, args, kwargs)


def draft_export(mod, args, kwargs=None, **options):
    return export(mod, args, kwargs)


def unflatten(module, flat_args_adapter=None):
    return module.module()


def save(ep, f, **kwargs):
    return None


def load(f, **kwargs):
    from _shapelint import unknown

    return unknown("what a file holds")


def register_dataclass(cls, *, serialized_type_name=None):
    return None


def default_decompositions():
    return {}
