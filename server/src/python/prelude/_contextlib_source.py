"""The classes of `contextlib` that are plain Python."""


class ContextDecorator:
    def __call__(self, func):
        def inner(*args, **kwargs):
            with self:
                return func(*args, **kwargs)

        return inner


class nullcontext:
    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass


class closing:
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class redirect_stdout:
    def __init__(self, new_target):
        self._target = new_target

    def __enter__(self):
        return self._target

    def __exit__(self, *exc_info):
        pass


class redirect_stderr(redirect_stdout):
    pass


class chdir:
    def __init__(self, path):
        self.path = path

    def __enter__(self):
        pass

    def __exit__(self, *exc_info):
        pass


class ExitStack:
    def __init__(self):
        self._exits = []

    def __enter__(self):
        return self

    def __exit__(self, *exc_details):
        ended = False
        while self._exits:
            if self._exits.pop()(*exc_details):
                ended = True
                exc_details = (None, None, None)
        return ended

    def enter_context(self, cm):
        result = cm.__enter__()
        self._exits.append(cm.__exit__)
        return result

    def push(self, exit):
        if hasattr(exit, "__exit__"):
            self._exits.append(exit.__exit__)
        else:
            self._exits.append(exit)
        return exit

    def callback(self, callback, /, *args, **kwargs):
        self._exits.append(lambda *exc_details: (callback(*args, **kwargs), None)[1])
        return callback

    def pop_all(self):
        stack = type(self)()
        stack._exits, self._exits = self._exits, []
        return stack

    def close(self):
        self.__exit__(None, None, None)


class AsyncExitStack(ExitStack):
    pass
