class LinAlgError(RuntimeError):
    pass
