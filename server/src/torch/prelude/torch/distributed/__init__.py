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


def is_mpi_available():
    return False


def is_gloo_available():
    return True


def is_ucc_available():
    return False


def get_rank(group=None):
    return 0


def get_world_size(group=None):
    return 1


def get_backend(group=None):
    return "gloo"


def get_node_local_rank(fallback_rank=None):
    return 0


def new_group(ranks=None, *args, **kwargs):
    return group.WORLD


def get_process_group_ranks(group):
    return [0]


class ReduceOp:
    SUM = "SUM"
    AVG = "AVG"
    PRODUCT = "PRODUCT"
    MIN = "MIN"
    MAX = "MAX"
    BAND = "BAND"
    BOR = "BOR"
    BXOR = "BXOR"


class group:
    WORLD = None


class GroupMember:
    WORLD = None


class ProcessGroup:
    pass


class Work:
    """A collective that has finished: what it exchanges keeps its shape."""

    def wait(self, timeout=None):
        return True

    def is_completed(self):
        return True


def _work(async_op):
    return Work() if async_op else None


def all_reduce(tensor, op=ReduceOp.SUM, group=None, async_op=False):
    return _work(async_op)


def broadcast(tensor, src=None, group=None, async_op=False, **kwargs):
    return _work(async_op)


def reduce(tensor, dst=None, op=ReduceOp.SUM, group=None, async_op=False, **kwargs):
    return _work(async_op)


def all_gather(tensor_list, tensor, group=None, async_op=False):
    return _work(async_op)


def all_gather_into_tensor(output_tensor, input_tensor, group=None, async_op=False):
    return _work(async_op)


def gather(tensor, gather_list=None, dst=None, group=None, async_op=False, **kwargs):
    return _work(async_op)


def scatter(tensor, scatter_list=None, src=None, group=None, async_op=False, **kwargs):
    return _work(async_op)


def reduce_scatter(output, input_list, op=ReduceOp.SUM, group=None, async_op=False):
    return _work(async_op)


def reduce_scatter_tensor(output, input, op=ReduceOp.SUM, group=None, async_op=False):
    return _work(async_op)


def all_to_all(output_tensor_list, input_tensor_list, group=None, async_op=False):
    return _work(async_op)


def all_to_all_single(output, input, output_split_sizes=None, input_split_sizes=None, group=None, async_op=False):
    return _work(async_op)


def send(tensor, dst=None, group=None, tag=0, **kwargs):
    return None


def recv(tensor, src=None, group=None, tag=0, **kwargs):
    return 0


def isend(tensor, dst=None, group=None, tag=0, **kwargs):
    return Work()


def irecv(tensor, src=None, group=None, tag=0, **kwargs):
    return Work()


def all_gather_object(object_list, obj, group=None):
    return None


def broadcast_object_list(object_list, src=None, group=None, device=None, **kwargs):
    return None


def gather_object(obj, object_gather_list=None, dst=None, group=None, **kwargs):
    return None


def monitored_barrier(*args, **kwargs):
    return None
