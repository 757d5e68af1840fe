from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode
