import re

def get_dir():
    return "~/.cache/torch/hub"


def set_dir(d):
    return None


def download_url_to_file(url, dst, hash_prefix=None, progress=True):
    return None


def load_state_dict_from_url(url, *args, **kwargs):
    from _shapelint import unknown

    return unknown("what a file holds")


def load(repo_or_dir, model, *args, **kwargs):
    from _shapelint import unknown

    return unknown("a model of another repository")


def list(github, *args, **kwargs):
    from _shapelint import unknown

    return unknown("the models of another repository")


def help(github, model, *args, **kwargs):
    return ""


def _get_torch_home():
    return "~/.cache/torch"


HASH_REGEX = re.compile(r"-([a-f0-9]*)\.")
