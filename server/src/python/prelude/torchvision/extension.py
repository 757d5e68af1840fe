"""torchvision's compiled operators are there."""


def _has_ops():
    return True


def _assert_has_ops():
    return None


def _check_cuda_version():
    return None


_HAS_GPU_VIDEO_DECODER = False
