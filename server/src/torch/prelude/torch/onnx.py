def is_in_onnx_export():
    return False


def export(model, args=(), f=None, *rest, **kwargs):
    if isinstance(args, tuple):
        model(*args)
    else:
        model(args)
    return None


def register_custom_op_symbolic(symbolic_name, symbolic_fn, opset_version):
    return None


def unregister_custom_op_symbolic(symbolic_name, opset_version):
    return None

