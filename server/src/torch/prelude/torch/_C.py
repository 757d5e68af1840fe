"""What code asks of PyTorch's core about the way it is being run: plainly."""


def _get_tracing_state():
    return None


def _log_api_usage_once(event):
    return None


def _is_tracing():
    return False


def _cuda_isCurrentStreamCapturing():
    return False


class _functorch:
    @staticmethod
    def is_functorch_wrapped_tensor(tensor):
        return False
