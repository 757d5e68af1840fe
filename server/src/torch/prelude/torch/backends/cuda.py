class _Matmul:
    allow_tf32 = False


matmul = _Matmul()


def is_built():
    return False


def flash_sdp_enabled():
    return True


def mem_efficient_sdp_enabled():
    return True


def math_sdp_enabled():
    return True


def enable_flash_sdp(enabled):
    return None


def enable_mem_efficient_sdp(enabled):
    return None


def enable_math_sdp(enabled):
    return None


def sdp_kernel(*args, **kwargs):
    import contextlib

    return contextlib.nullcontext()
