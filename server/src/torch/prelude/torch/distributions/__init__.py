"""torch.distributions: what samples, densities and moments of distributions look like."""
import torch
from torch.distributions import constraints
from torch.distributions.transforms import AbsTransform, AffineTransform, CatTransform, ComposeTransform, CorrCholeskyTransform, CumulativeDistributionTransform, ExpTransform, IndependentTransform, LowerCholeskyTransform, PositiveDefiniteTransform, PowerTransform, ReshapeTransform, SigmoidTransform, SoftmaxTransform, SoftplusTransform, StackTransform, StickBreakingTransform, TanhTransform, Transform, identity_transform
from torch.distributions.utils import broadcast_all, logits_to_probs, probs_to_logits


class Distribution:
    has_rsample = False
    has_enumerate_support = False
    _validate_args = True

    @staticmethod
    def set_default_validate_args(value):
        Distribution._validate_args = value

    def __init__(self, batch_shape=torch.Size(), event_shape=torch.Size(), validate_args=None):
        self._batch_shape = batch_shape
        self._event_shape = event_shape
        if validate_args is not None:
            self._validate_args = validate_args

    @property
    def batch_shape(self):
        return self._batch_shape

    @property
    def event_shape(self):
        return self._event_shape

    def _representative(self):
        """A tensor of the type and on the device of the results."""
        for name in ("loc", "probs", "logits", "rate", "concentration", "concentration1", "scale", "low", "df"):
            value = self.__dict__.get(name)
            if isinstance(value, torch.Tensor):
                return value
        return torch.empty(())

    def _new(self, shape):
        return self._representative().new_empty(shape)

    def _extended_shape(self, sample_shape=torch.Size()):
        if not isinstance(sample_shape, torch.Size):
            sample_shape = torch.Size(sample_shape)
        return torch.Size(sample_shape + self._batch_shape + self._event_shape)

    def sample(self, sample_shape=torch.Size()):
        return self.rsample(sample_shape).detach() if self.has_rsample else self._new(self._extended_shape(sample_shape))

    def rsample(self, sample_shape=torch.Size()):
        if not self.has_rsample:
            raise NotImplementedError
        return self._new(self._extended_shape(sample_shape))

    def sample_n(self, n):
        return self.sample(torch.Size((n,)))

    def _validate_sample(self, value):
        if not isinstance(value, torch.Tensor):
            raise ValueError("The value argument to log_prob must be a Tensor")
        event_dim_start = len(value.size()) - len(self._event_shape)
        if value.size()[event_dim_start:] != self._event_shape:
            raise ValueError(f"The right-most size of value must match event_shape: {value.size()} vs {self._event_shape}.")
        actual_shape = value.size()
        expected_shape = self._batch_shape + self._event_shape
        for i, j in zip(reversed(actual_shape), reversed(expected_shape)):
            if i != 1 and j != 1 and i != j:
                raise ValueError(f"Value is not broadcastable with batch_shape+event_shape: {actual_shape} vs {expected_shape}.")

    def _of_value(self, value):
        """One number for each event of a value, which is a plain number where nothing validates it."""
        shape = torch.broadcast_shapes(torch.as_tensor(value).shape, self._batch_shape + self._event_shape)
        return self._new(shape[: len(shape) - len(self._event_shape)])

    def log_prob(self, value):
        if self._validate_args:
            self._validate_sample(value)
        return self._of_value(value)

    def cdf(self, value):
        if self._validate_args:
            self._validate_sample(value)
        return self._of_value(value)

    def icdf(self, value):
        return self._of_value(value)

    def entropy(self):
        return self._new(self._batch_shape)

    def perplexity(self):
        return torch.exp(self.entropy())

    def enumerate_support(self, expand=True):
        raise NotImplementedError

    @property
    def mean(self):
        return self._new(self._batch_shape + self._event_shape)

    @property
    def mode(self):
        return self._new(self._batch_shape + self._event_shape)

    @property
    def variance(self):
        return self._new(self._batch_shape + self._event_shape)

    @property
    def stddev(self):
        return self.variance.sqrt()

    @property
    def support(self):
        return constraints.real

    @property
    def arg_constraints(self):
        return {}

    def expand(self, batch_shape, _instance=None):
        new = object.__new__(type(self))
        batch_shape = torch.Size(batch_shape)
        for name, value in self.__dict__.items():
            if isinstance(value, torch.Tensor) and name in self._parameters:
                value = value.expand(batch_shape + value.shape[len(self._batch_shape) :])
            setattr(new, name, value)
        new._batch_shape = batch_shape
        return new

    _parameters = ("loc", "scale", "probs", "logits", "rate", "concentration", "concentration0", "concentration1", "low", "high", "df", "total_count", "base_dist")


class ExponentialFamily(Distribution):
    pass


class _Located(ExponentialFamily):
    """A distribution of numbers with a location and a scale."""

    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.size(), validate_args=validate_args)

    @property
    def mean(self):
        return self.loc

    @property
    def mode(self):
        return self.loc


class Normal(_Located):
    @property
    def stddev(self):
        return self.scale

    @property
    def variance(self):
        return self.stddev.pow(2)


class Laplace(_Located):
    pass


class Cauchy(_Located):
    pass


class Gumbel(_Located):
    pass


class VonMises(Distribution):
    def __init__(self, loc, concentration, validate_args=None):
        self.loc, self.concentration = broadcast_all(loc, concentration)
        super().__init__(self.loc.size(), validate_args=validate_args)


class Uniform(Distribution):
    has_rsample = True

    def __init__(self, low, high, validate_args=None):
        self.low, self.high = broadcast_all(low, high)
        super().__init__(self.low.size(), validate_args=validate_args)


class _Rated(ExponentialFamily):
    def __init__(self, rate, validate_args=None):
        (self.rate,) = broadcast_all(rate)
        super().__init__(self.rate.size(), validate_args=validate_args)


class Exponential(_Rated):
    has_rsample = True


class Poisson(_Rated):
    pass


class Gamma(ExponentialFamily):
    has_rsample = True

    def __init__(self, concentration, rate, validate_args=None):
        self.concentration, self.rate = broadcast_all(concentration, rate)
        super().__init__(self.concentration.size(), validate_args=validate_args)


class Chi2(Gamma):
    def __init__(self, df, validate_args=None):
        super().__init__(0.5 * df, 0.5, validate_args=validate_args)

    @property
    def df(self):
        return self.concentration * 2


class InverseGamma(Gamma):
    pass


class StudentT(Distribution):
    has_rsample = True

    def __init__(self, df, loc=0.0, scale=1.0, validate_args=None):
        self.df, self.loc, self.scale = broadcast_all(df, loc, scale)
        super().__init__(self.df.size(), validate_args=validate_args)


class FisherSnedecor(Distribution):
    has_rsample = True

    def __init__(self, df1, df2, validate_args=None):
        self.df1, self.df2 = broadcast_all(df1, df2)
        super().__init__(self.df1.size(), validate_args=validate_args)


class Weibull(Distribution):
    has_rsample = True

    def __init__(self, scale, concentration, validate_args=None):
        self.scale, self.concentration = broadcast_all(scale, concentration)
        super().__init__(self.scale.size(), validate_args=validate_args)


class Pareto(Distribution):
    has_rsample = True

    def __init__(self, scale, alpha, validate_args=None):
        self.scale, self.alpha = broadcast_all(scale, alpha)
        super().__init__(self.scale.size(), validate_args=validate_args)


class Kumaraswamy(Distribution):
    has_rsample = True

    def __init__(self, concentration1, concentration0, validate_args=None):
        self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        super().__init__(self.concentration1.size(), validate_args=validate_args)


class _Scaled(Distribution):
    has_rsample = True

    def __init__(self, scale, validate_args=None):
        (self.scale,) = broadcast_all(scale)
        super().__init__(self.scale.size(), validate_args=validate_args)


class HalfNormal(_Scaled):
    pass


class HalfCauchy(_Scaled):
    pass


class Beta(ExponentialFamily):
    has_rsample = True

    def __init__(self, concentration1, concentration0, validate_args=None):
        self.concentration1, self.concentration0 = broadcast_all(concentration1, concentration0)
        super().__init__(self.concentration1.size(), validate_args=validate_args)


class Dirichlet(ExponentialFamily):
    has_rsample = True

    def __init__(self, concentration, validate_args=None):
        if concentration.dim() < 1:
            raise ValueError("`concentration` parameter must be at least one-dimensional.")
        self.concentration = concentration
        super().__init__(concentration.shape[:-1], concentration.shape[-1:], validate_args=validate_args)


class _Choice(Distribution):
    """A distribution told by probabilities or by logits, one a batch entry."""

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        (self._param,) = broadcast_all(logits if probs is None else probs)
        if probs is None:
            self.logits = self._param
        else:
            self.probs = self._param
        super().__init__(self._param.size(), validate_args=validate_args)

    @property
    def param_shape(self):
        return self._param.size()

    @property
    def mean(self):
        return self._new(self._batch_shape)

    def __getattr__(self, name):
        if name in ("probs", "logits"):
            return torch.empty_like(self._param)
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def _representative(self):
        return self._param

    _parameters = ("probs", "logits", "_param", "total_count")


class Bernoulli(_Choice):
    has_enumerate_support = True

    def enumerate_support(self, expand=True):
        values = torch.arange(2, dtype=self._param.dtype).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1,) + self._batch_shape) if expand else values


class ContinuousBernoulli(_Choice):
    has_rsample = True

    def __init__(self, probs=None, logits=None, lims=(0.499, 0.501), validate_args=None):
        super().__init__(probs, logits, validate_args)


class Geometric(_Choice):
    pass


class Binomial(_Choice):
    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        param = logits if probs is None else probs
        self.total_count, param = broadcast_all(total_count, param)
        super().__init__(param if logits is None else None, None if logits is None else param, validate_args)


class NegativeBinomial(Binomial):
    def __init__(self, total_count, probs=None, logits=None, validate_args=None):
        super().__init__(total_count, probs, logits, validate_args)


class RelaxedBernoulli(_Choice):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)


class LogitRelaxedBernoulli(RelaxedBernoulli):
    pass


class Categorical(Distribution):
    has_enumerate_support = True

    def __init__(self, probs=None, logits=None, validate_args=None):
        if (probs is None) == (logits is None):
            raise ValueError("Either `probs` or `logits` must be specified, but not both.")
        name = "logits" if probs is None else "probs"
        self._param = logits if probs is None else probs
        if self._param.dim() < 1:
            raise ValueError(f"`{name}` parameter must be at least one-dimensional.")
        self._num_events = self._param.size(-1)
        self.logits = torch.empty_like(self._param)
        self.probs = torch.empty_like(self._param)
        super().__init__(self._param.size()[:-1], validate_args=validate_args)

    @property
    def param_shape(self):
        return self._param.size()

    def sample(self, sample_shape=torch.Size()):
        return self._param.new_empty(self._extended_shape(sample_shape), dtype=torch.int64)

    def log_prob(self, value):
        if self._validate_args:
            self._validate_sample(value)
        value = value.long().unsqueeze(-1)
        value, log_pmf = torch.broadcast_tensors(value, self.logits)
        value = value[..., :1]
        return log_pmf.gather(-1, value).squeeze(-1)

    def enumerate_support(self, expand=True):
        values = torch.arange(self._num_events, dtype=torch.long).view((-1,) + (1,) * len(self._batch_shape))
        return values.expand((-1,) + self._batch_shape) if expand else values

    _parameters = ("probs", "logits", "_param")


class _OneHot(Distribution):
    """Vectors with one entry a category."""

    def __init__(self, probs=None, logits=None, validate_args=None):
        self._categorical = Categorical(probs, logits)
        self.probs = self._categorical.probs
        self.logits = self._categorical.logits
        self._param = self._categorical._param
        super().__init__(self._categorical.batch_shape, self._categorical.param_shape[-1:], validate_args=validate_args)

    @property
    def param_shape(self):
        return self._categorical.param_shape

    _parameters = ("probs", "logits", "_param")


class OneHotCategorical(_OneHot):
    has_enumerate_support = True


class OneHotCategoricalStraightThrough(OneHotCategorical):
    has_rsample = True


class RelaxedOneHotCategorical(_OneHot):
    has_rsample = True

    def __init__(self, temperature, probs=None, logits=None, validate_args=None):
        self.temperature = temperature
        super().__init__(probs, logits, validate_args)


class Multinomial(_OneHot):
    def __init__(self, total_count=1, probs=None, logits=None, validate_args=None):
        if not isinstance(total_count, int):
            raise NotImplementedError("inhomogeneous total_count is not supported")
        self.total_count = total_count
        super().__init__(probs, logits, validate_args)


class MultivariateNormal(Distribution):
    has_rsample = True

    def __init__(self, loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        given = {"covariance_matrix": covariance_matrix, "precision_matrix": precision_matrix, "scale_tril": scale_tril}
        given = {name: m for name, m in given.items() if m is not None}
        if len(given) != 1:
            raise ValueError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.")
        for name, matrix in given.items():
            if matrix.dim() < 2:
                raise ValueError(f"{'scale_tril matrix' if name == 'scale_tril' else name} must be at least two-dimensional, with optional leading batch dimensions")
            batch_shape = torch.broadcast_shapes(matrix.shape[:-2], loc.shape[:-1])
            matrix = matrix.expand(batch_shape + (-1, -1))
        self.loc = loc.expand(batch_shape + (-1,))
        self.scale_tril = torch.empty_like(matrix)
        self.covariance_matrix = torch.empty_like(matrix)
        self.precision_matrix = torch.empty_like(matrix)
        self._unbroadcasted_scale_tril = self.scale_tril
        super().__init__(batch_shape, self.loc.shape[-1:], validate_args=validate_args)

    @property
    def mean(self):
        return self.loc

    def log_prob(self, value):
        if self._validate_args:
            self._validate_sample(value)
        return (torch.matmul(self.scale_tril, (value - self.loc).unsqueeze(-1)).squeeze(-1)).sum(-1)


class LowRankMultivariateNormal(Distribution):
    has_rsample = True

    def __init__(self, loc, cov_factor, cov_diag, validate_args=None):
        if loc.dim() < 1:
            raise ValueError("loc must be at least one-dimensional.")
        event_shape = loc.shape[-1:]
        if cov_factor.dim() < 2:
            raise ValueError("cov_factor must be at least two-dimensional, with optional leading batch dimensions")
        if cov_factor.shape[-2:-1] != event_shape:
            raise ValueError(f"cov_factor must be a batch of matrices with shape {event_shape[0]} x m")
        if cov_diag.shape[-1:] != event_shape:
            raise ValueError(f"cov_diag must be a batch of vectors with shape {event_shape}")
        batch_shape = torch.broadcast_shapes(loc.shape[:-1], cov_factor.shape[:-2], cov_diag.shape[:-1])
        self.loc = loc.expand(batch_shape + event_shape)
        self.cov_factor = cov_factor
        self.cov_diag = cov_diag
        super().__init__(batch_shape, event_shape, validate_args=validate_args)

    @property
    def mean(self):
        return self.loc

    @property
    def covariance_matrix(self):
        return self._new(self._batch_shape + self._event_shape + self._event_shape)


class LKJCholesky(Distribution):
    def __init__(self, dim, concentration=1.0, validate_args=None):
        if dim < 2:
            raise ValueError(f"Expected dim to be an integer greater than or equal to 2. Found dim={dim}.")
        self.dim = dim
        (self.concentration,) = broadcast_all(concentration)
        super().__init__(self.concentration.size(), torch.Size((dim, dim)), validate_args)


class Wishart(Distribution):
    has_rsample = True

    def __init__(self, df, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None):
        matrix = covariance_matrix if covariance_matrix is not None else precision_matrix if precision_matrix is not None else scale_tril
        self.df = torch.as_tensor(df)
        batch_shape = torch.broadcast_shapes(self.df.shape, matrix.shape[:-2])
        self._matrix = matrix
        super().__init__(batch_shape, matrix.shape[-2:], validate_args=validate_args)


class Independent(Distribution):
    def __init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None):
        if reinterpreted_batch_ndims > len(base_distribution.batch_shape):
            raise ValueError(f"Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual {reinterpreted_batch_ndims} vs {len(base_distribution.batch_shape)}")
        shape = base_distribution.batch_shape + base_distribution.event_shape
        event_dim = reinterpreted_batch_ndims + len(base_distribution.event_shape)
        self.base_dist = base_distribution
        self.reinterpreted_batch_ndims = reinterpreted_batch_ndims
        super().__init__(shape[: len(shape) - event_dim], shape[len(shape) - event_dim :], validate_args=validate_args)

    @property
    def has_rsample(self):
        return self.base_dist.has_rsample

    def sample(self, sample_shape=torch.Size()):
        return self.base_dist.sample(sample_shape)

    def rsample(self, sample_shape=torch.Size()):
        return self.base_dist.rsample(sample_shape)

    def _summed(self, value):
        return value if self.reinterpreted_batch_ndims == 0 else value.sum(tuple(range(-self.reinterpreted_batch_ndims, 0)))

    def log_prob(self, value):
        return self._summed(self.base_dist.log_prob(value))

    def entropy(self):
        return self._summed(self.base_dist.entropy())

    @property
    def mean(self):
        return self.base_dist.mean

    @property
    def mode(self):
        return self.base_dist.mode

    @property
    def variance(self):
        return self.base_dist.variance

    def expand(self, batch_shape, _instance=None):
        batch_shape = torch.Size(batch_shape)
        inner = self.base_dist.batch_shape[len(self.base_dist.batch_shape) - self.reinterpreted_batch_ndims :]
        return Independent(self.base_dist.expand(batch_shape + inner), self.reinterpreted_batch_ndims)


class TransformedDistribution(Distribution):
    has_rsample = True

    def __init__(self, base_distribution, transforms, validate_args=None):
        self.base_dist = base_distribution
        self.transforms = list(transforms) if isinstance(transforms, (list, tuple)) else [transforms]
        shape = base_distribution.batch_shape + base_distribution.event_shape
        event_dim = len(base_distribution.event_shape)
        for transform in self.transforms:
            shape = transform.forward_shape(shape)
            event_dim = max(event_dim, transform.event_dim)
        super().__init__(shape[: len(shape) - event_dim], shape[len(shape) - event_dim :], validate_args=validate_args)

    def _representative(self):
        return self.base_dist._representative()

    def sample(self, sample_shape=torch.Size()):
        x = self.base_dist.sample(sample_shape)
        for transform in self.transforms:
            x = transform(x)
        return x

    def rsample(self, sample_shape=torch.Size()):
        x = self.base_dist.rsample(sample_shape)
        for transform in self.transforms:
            x = transform(x)
        return x

    def expand(self, batch_shape, _instance=None):
        return TransformedDistribution(self.base_dist.expand(batch_shape), self.transforms)


class LogNormal(_Located):
    pass


class LogisticNormal(Distribution):
    has_rsample = True

    def __init__(self, loc, scale, validate_args=None):
        self.loc, self.scale = broadcast_all(loc, scale)
        super().__init__(self.loc.shape[:-1], torch.Size((self.loc.shape[-1] + 1,)), validate_args=validate_args)


class GeneralizedPareto(_Located):
    def __init__(self, loc, scale, concentration, validate_args=None):
        loc, scale, self.concentration = broadcast_all(loc, scale, concentration)
        super().__init__(loc, scale, validate_args)


class MixtureSameFamily(Distribution):
    def __init__(self, mixture_distribution, component_distribution, validate_args=None):
        if not isinstance(mixture_distribution, Categorical):
            raise ValueError(" The Mixture distribution needs to be an instance of torch.distributions.Categorical")
        if not isinstance(component_distribution, Distribution):
            raise ValueError("The Component distribution need to be an instance of torch.distributions.Distribution")
        mdbs = mixture_distribution.batch_shape
        cdbs = component_distribution.batch_shape[:-1]
        for size1, size2 in zip(reversed(mdbs), reversed(cdbs)):
            if size1 != 1 and size2 != 1 and size1 != size2:
                raise ValueError(f"`mixture_distribution.batch_shape` ({mdbs}) is not compatible with `component_distribution.batch_shape`({cdbs})")
        km = mixture_distribution.logits.shape[-1]
        kc = component_distribution.batch_shape[-1]
        if km != kc:
            raise ValueError(f"`mixture_distribution component` ({km}) does not equal `component_distribution.batch_shape[-1]` ({kc})")
        self.mixture_distribution = mixture_distribution
        self.component_distribution = component_distribution
        super().__init__(cdbs, component_distribution.event_shape, validate_args=validate_args)

    def _representative(self):
        return self.component_distribution._representative()


def kl_divergence(p, q):
    return p._new(torch.broadcast_shapes(p.batch_shape, q.batch_shape))


def register_kl(type_p, type_q):
    return lambda function: function


class _Bijector:
    def __call__(self, constraint):
        return identity_transform

    def register(self, constraint, factory=None):
        return lambda function: function


biject_to = _Bijector()
transform_to = _Bijector()
