"""`accelerate` in one process: what is prepared is what was given. https://huggingface.co/docs/accelerate/package_reference/accelerator"""
import torch

from _shapelint import unknown

from .utils import DistributedType, set_seed


def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return unknown(f"accelerate.{name} is not modelled")


class _Passed:
    """A context in which nothing changes."""

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return None


class PartialState:
    def __init__(self, cpu=False, **kwargs):
        self.device = torch.device("cpu")
        self.num_processes = 1
        self.process_index = self.local_process_index = 0
        self.is_main_process = self.is_local_main_process = self.is_last_process = True
        self.distributed_type = DistributedType.NO
        self.use_distributed = False

    def wait_for_everyone(self):
        return None

    def print(self, *args, **kwargs):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unknown(f"a state's {name}")


class Accelerator(PartialState):
    def __init__(self, device_placement=True, split_batches=False, mixed_precision=None, gradient_accumulation_steps=1, cpu=False, **kwargs):
        super().__init__()
        self.mixed_precision = mixed_precision or "no"
        self.gradient_accumulation_steps = gradient_accumulation_steps
        self.sync_gradients = unknown("whether this step changes weights")
        self.state = self

    def prepare(self, *args, device_placement=None):
        return args[0] if len(args) == 1 else args

    def prepare_model(self, model, device_placement=None, evaluation_mode=False):
        return model

    def prepare_data_loader(self, data_loader, device_placement=None, slice_fn_for_dispatch=None):
        return data_loader

    def prepare_optimizer(self, optimizer, device_placement=None):
        return optimizer

    def prepare_scheduler(self, scheduler):
        return scheduler

    def backward(self, loss, **kwargs):
        if isinstance(loss, torch.Tensor):
            loss = loss / self.gradient_accumulation_steps
        loss.backward(**kwargs)

    def accumulate(self, *models):
        return _Passed()

    def no_sync(self, model):
        return _Passed()

    def autocast(self, *args, **kwargs):
        if self.mixed_precision == "no":
            return _Passed()
        return torch.autocast("cpu", torch.float16 if self.mixed_precision == "fp16" else torch.bfloat16)

    def main_process_first(self):
        return _Passed()

    local_main_process_first = main_process_first

    def gather(self, tensor):
        return tensor

    def gather_for_metrics(self, input_data, use_gather_object=False):
        return input_data

    def pad_across_processes(self, tensor, dim=0, pad_index=0, pad_first=False):
        return tensor

    def reduce(self, tensor, reduction="sum", scale=1.0):
        return tensor

    def unwrap_model(self, model, *args, **kwargs):
        return model

    def get_state_dict(self, model, unwrap=True):
        return model.state_dict()

    def clip_grad_norm_(self, parameters, max_norm, norm_type=2):
        return torch.nn.utils.clip_grad_norm_(parameters, max_norm, norm_type=norm_type)

    def clip_grad_value_(self, parameters, clip_value):
        return torch.nn.utils.clip_grad_value_(parameters, clip_value)

    def init_trackers(self, project_name, config=None, init_kwargs=None):
        return None

    def log(self, values, step=None, log_kwargs=None):
        return None

    def end_training(self):
        return None

    def save_state(self, output_dir=None, **kwargs):
        return output_dir

    def load_state(self, input_dir=None, **kwargs):
        return None

    def save(self, obj, f, safe_serialization=False):
        return None

    def save_model(self, model, save_directory, *args, **kwargs):
        return None

    def register_for_checkpointing(self, *objects):
        return None

    def free_memory(self, *objects):
        return objects

    def clear(self, *objects):
        return objects

    def on_main_process(self, function=None):
        return function

    on_local_main_process = on_main_process
