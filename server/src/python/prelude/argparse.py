"""`argparse`: a program's arguments are its defaults, as nobody has given others."""

import re as _re

from _shapelint import is_known, other_arguments, ungiven, unknown

SUPPRESS = "==SUPPRESS=="
OPTIONAL = "?"
ZERO_OR_MORE = "*"
ONE_OR_MORE = "+"
REMAINDER = "..."
PARSER = "A..."


class ArgumentError(Exception):
    pass


class ArgumentTypeError(Exception):
    pass


class Namespace:
    def __init__(self, **kwargs):
        for name, value in kwargs.items():
            setattr(self, name, value)

    def __contains__(self, key):
        return key in self.__dict__

    def __eq__(self, other):
        return isinstance(other, Namespace) and vars(self) == vars(other)

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in vars(self).items())})"


class Action:
    def __init__(self, option_strings=(), dest=None, nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None, **kwargs):
        self.option_strings = list(option_strings)
        self.dest = dest
        self.nargs = nargs
        self.const = const
        self.default = default
        self.type = type
        self.choices = choices
        self.required = required
        self.help = help
        self.metavar = metavar

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, values)


class _Flag(Action):
    """An option without a value: it stores a constant."""

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, self.const)


class BooleanOptionalAction(Action):
    def __init__(self, option_strings=(), dest=None, **kwargs):
        both = list(option_strings)
        for option in option_strings:
            if option.startswith("--"):
                both.append("--no-" + option[2:])
        kwargs["nargs"] = 0
        super().__init__(both, dest, **kwargs)

    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, not option_string.startswith("--no-"))


class _Append(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        items = list(getattr(namespace, self.dest, None) or [])
        items.append(self.const if self.nargs == 0 else values)
        setattr(namespace, self.dest, items)


class _Extend(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        items = list(getattr(namespace, self.dest, None) or [])
        items.extend(values)
        setattr(namespace, self.dest, items)


class _Count(Action):
    def __call__(self, parser, namespace, values, option_string=None):
        setattr(namespace, self.dest, (getattr(namespace, self.dest, None) or 0) + 1)


class _Subparsers(Action):
    def __init__(self, parser_class, dest=None, **kwargs):
        super().__init__([], dest or SUPPRESS, nargs=PARSER, **kwargs)
        self._parser_class = parser_class
        self.choices = {}

    def add_parser(self, name, aliases=(), **kwargs):
        parser = self._parser_class(**kwargs)
        self.choices[name] = parser
        for alias in aliases:
            self.choices[alias] = parser
        return parser


class _Container:
    def add_argument(self, *names, action="store", dest=None, nargs=None, const=None, default=None, type=None, choices=None, required=False, help=None, metavar=None, **kwargs):
        options = [n for n in names if n.startswith("-")]
        if dest is None:
            long = [n for n in options if n.startswith("--")]
            dest = (long or list(names))[0].lstrip("-")
            if options:
                dest = dest.replace("-", "_")
        common = dict(dest=dest, type=type, choices=choices, help=help, metavar=metavar, required=required)
        if action == "store_true":
            made = _Flag(options, nargs=0, const=True, default=False if default is None else default, **common)
        elif action == "store_false":
            made = _Flag(options, nargs=0, const=False, default=True if default is None else default, **common)
        elif action == "store_const":
            made = _Flag(options, nargs=0, const=const, default=default, **common)
        elif action == "append":
            made = _Append(options, nargs=nargs, const=const, default=default, **common)
        elif action == "append_const":
            made = _Append(options, nargs=0, const=const, default=default, **common)
        elif action == "extend":
            made = _Extend(options, nargs=nargs or "+", default=default, **common)
        elif action == "count":
            made = _Count(options, nargs=0, default=default, **common)
        elif action in ("help", "version"):
            made = _Flag(options, nargs=0, default=SUPPRESS, **common)
        elif action == "store" or action is None:
            made = Action(options, nargs=nargs, const=const, default=default, **common)
        else:
            extra = dict(common)
            if nargs is not None:
                extra["nargs"] = nargs
            if const is not None:
                extra["const"] = const
            made = action(options, default=default, **extra, **kwargs)
        self._actions.append(made)
        return made

    def add_argument_group(self, *args, **kwargs):
        return _Group(self)

    def add_mutually_exclusive_group(self, **kwargs):
        return _Group(self)

    def set_defaults(self, **kwargs):
        self._defaults.update(kwargs)
        for action in self._actions:
            if action.dest in kwargs:
                action.default = kwargs[action.dest]

    def get_default(self, dest):
        for action in self._actions:
            if action.dest == dest and action.default is not None:
                return action.default
        return self._defaults.get(dest)

    def register(self, *args):
        pass


class _Group(_Container):
    def __init__(self, container):
        self._actions = container._actions
        self._defaults = container._defaults


class ArgumentParser(_Container):
    def __init__(self, prog=None, usage=None, description=None, epilog=None, parents=(), argument_default=None, add_help=True, conflict_handler="error", allow_abbrev=True, exit_on_error=True, **kwargs):
        self.prog = prog
        self.usage = usage
        self.description = description
        self.epilog = epilog
        self._actions = []
        self._defaults = {}
        for parent in parents:
            self._actions.extend(parent._actions)
            self._defaults.update(parent._defaults)

    def add_subparsers(self, dest=None, parser_class=None, **kwargs):
        made = _Subparsers(parser_class or type(self), dest=dest, required=kwargs.get("required", False))
        self._actions.append(made)
        return made

    def _value(self, action, value):
        if action.type is not None and isinstance(value, str):
            return action.type(value)
        return value

    def _start(self, namespace):
        for action in self._actions:
            if action.dest == SUPPRESS or action.default == SUPPRESS or hasattr(namespace, action.dest):
                continue
            setattr(namespace, action.dest, self._value(action, action.default))
        for name, value in self._defaults.items():
            if not hasattr(namespace, name):
                setattr(namespace, name, value)

    def _unsaid(self, namespace):
        """Arguments that a user must give: nobody knows what they will be."""
        for action in self._actions:
            if isinstance(action, _Subparsers):
                self._unsaid_command(action, namespace)
            elif other_arguments() and action.dest != SUPPRESS:
                setattr(namespace, action.dest, unknown(f"the argument '{action.dest}' of the command line"))
            elif action.required or (not action.option_strings and action.nargs not in ("?", "*") and action.default is None):
                setattr(namespace, action.dest, unknown(f"the argument '{action.dest}' of the command line"))
            elif not action.option_strings and action.nargs == "*" and action.default is None:
                setattr(namespace, action.dest, unknown(f"the arguments '{action.dest}' of the command line"))
            elif action.nargs != 0 and getattr(namespace, action.dest, 0) is None:
                setattr(namespace, action.dest, ungiven(f"the argument '{action.dest}' of the command line, which nobody has given"))

    def _unsaid_command(self, action, namespace):
        if action.dest != SUPPRESS:
            setattr(namespace, action.dest, unknown("the command of the command line"))
        for parser in action.choices.values():
            parser._start(namespace)
            parser._unsaid(namespace)

    def parse_known_args(self, args=None, namespace=None):
        if namespace is None:
            namespace = Namespace()
        self._start(namespace)
        # What is passed on of `sys.argv`, whoever runs the program gives.
        if args is None or not is_known(args) or not is_known(len(args)):
            self._unsaid(namespace)
            return namespace, []
        return namespace, self._parse(list(args), namespace)

    def parse_args(self, args=None, namespace=None):
        namespace, rest = self.parse_known_args(args, namespace)
        if rest:
            self.error("unrecognized arguments: " + " ".join(rest))
        return namespace

    parse_intermixed_args = parse_args
    parse_known_intermixed_args = parse_known_args

    def _find(self, option):
        for action in self._actions:
            if option in action.option_strings:
                return action
        if option.startswith("--"):
            near = [a for a in self._actions if any(o.startswith(option) for o in a.option_strings)]
            if len(near) == 1:
                return near[0]
        return None

    def _is_option(self, text):
        return len(text) > 1 and text.startswith("-") and not _re.fullmatch(r"-\d+|-\d*\.\d+", text)

    def _parse(self, args, namespace):
        positionals = [a for a in self._actions if not a.option_strings]
        seen = []
        rest = []
        i = 0
        while i < len(args):
            text = args[i]
            i += 1
            if self._is_option(text):
                option, equals, given = text.partition("=")
                action = self._find(option)
                if action is None:
                    rest.append(text)
                    continue
                seen.append(action)
                taken = [given] if equals else []
                if not equals:
                    most = {None: 1, "?": 1, 0: 0}.get(action.nargs, action.nargs if isinstance(action.nargs, int) else len(args))
                    while i < len(args) and len(taken) < most and not self._is_option(args[i]):
                        taken.append(args[i])
                        i += 1
                self._store(action, namespace, taken, option)
            elif positionals:
                action = positionals.pop(0)
                seen.append(action)
                if isinstance(action, _Subparsers):
                    if action.dest != SUPPRESS:
                        setattr(namespace, action.dest, text)
                    if text not in action.choices:
                        self.error(f"invalid choice: {text!r}")
                    _, more = action.choices[text].parse_known_args(args[i:], namespace)
                    rest.extend(more)
                    i = len(args)
                    continue
                taken = [text]
                most = {None: 1, "?": 1}.get(action.nargs, action.nargs if isinstance(action.nargs, int) else len(args))
                while i < len(args) and len(taken) < most and not self._is_option(args[i]):
                    taken.append(args[i])
                    i += 1
                self._store(action, namespace, taken, None)
            else:
                rest.append(text)
        missing = [a for a in self._actions if a not in seen and (a.required or (not a.option_strings and a.nargs not in ("?", "*", PARSER) and a.default is None))]
        if missing:
            self.error("the following arguments are required: " + ", ".join("/".join(a.option_strings) or a.dest for a in missing))
        return rest

    def _store(self, action, namespace, taken, option):
        values = [self._value(action, v) for v in taken]
        if action.choices is not None:
            for v in values:
                if v not in action.choices:
                    self.error(f"argument {option or action.dest}: invalid choice: {v!r}")
        if action.nargs == 0:
            action(self, namespace, [], option)
        elif action.nargs is None or action.nargs == "?":
            action(self, namespace, values[0] if values else action.const, option)
        else:
            action(self, namespace, values, option)

    def error(self, message):
        raise SystemExit(2)

    def exit(self, status=0, message=None):
        raise SystemExit(status)

    def print_help(self, file=None):
        pass

    def print_usage(self, file=None):
        pass

    def format_help(self):
        return unknown("a help text")

    def format_usage(self):
        return unknown("a usage text")


class HelpFormatter:
    def __init__(self, prog, indent_increment=2, max_help_position=24, width=None, **kwargs):
        pass


class RawDescriptionHelpFormatter(HelpFormatter):
    pass


class RawTextHelpFormatter(HelpFormatter):
    pass


class ArgumentDefaultsHelpFormatter(HelpFormatter):
    pass


class MetavarTypeHelpFormatter(HelpFormatter):
    pass


class FileType:
    def __init__(self, mode="r", *args, **kwargs):
        self.mode = mode

    def __call__(self, string):
        return unknown("a file's content")
