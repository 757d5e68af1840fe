"""torch.distributed in one process that has not been initialised."""


def is_available():
    return True


def is_initialized():
    return False


def is_nccl_available():
    return False


def is_torchelastic_launched():
    return False


def init_process_group(*args, **kwargs):
    return None


def destroy_process_group(group=None):
    return None


def barrier(*args, **kwargs):
    return None


def get_rank(group=None):
    return 0


def get_world_size(group=None):
    return 1


def all_reduce(tensor, *args, **kwargs):
    return None


def broadcast(tensor, *args, **kwargs):
    return None
