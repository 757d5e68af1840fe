"""The decorators that write documentation, which nothing else depends on, without what they write."""


class _Words:
    """Tables of sentences: any name is an empty one."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return ""


ClassAttrs = _Words()
ClassDocstring = _Words()
ConfigArgs = _Words()
ImageProcessorArgs = _Words()
ModelArgs = _Words()
ModelOutputArgs = _Words()
ProcessorArgs = _Words()
VideoProcessorArgs = _Words()


def auto_class_docstring(cls, *args, **kwargs):
    return cls


def auto_method_docstring(func, *args, **kwargs):
    return func


def auto_docstring(obj=None, *, custom_intro=None, custom_args=None, checkpoint=None):
    return obj if obj is not None else lambda target: target


def get_args_doc_from_source(args_classes):
    return {}


def parse_docstring(docstring, *args, **kwargs):
    return {}, ""


def set_min_indent(text, indent_level):
    return text


def get_indent_level(func):
    return 0


def equalize_indent(docstring, indent_level):
    return docstring
