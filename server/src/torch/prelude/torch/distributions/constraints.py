"""Constraints on parameters and values: they speak of values, not of shapes."""


class Constraint:
    is_discrete = False
    event_dim = 0

    def __init__(self, *args, **kwargs):
        pass

    def __call__(self, *args, **kwargs):
        return self

    def check(self, value):
        return value == value


boolean = one_hot = nonnegative_integer = positive_integer = integer_interval = Constraint()
real = real_vector = positive = nonnegative = unit_interval = simplex = Constraint()
greater_than = greater_than_eq = less_than = interval = half_open_interval = multinomial = Constraint()
lower_triangular = lower_cholesky = corr_cholesky = square = symmetric = positive_semidefinite = positive_definite = Constraint()
dependent = dependent_property = independent = cat = stack = Constraint()
