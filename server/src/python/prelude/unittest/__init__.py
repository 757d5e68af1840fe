"""`unittest`: test methods run one by one; their assertions are not judged."""
import importlib

from _shapelint import unknown


class SkipTest(Exception):
    __ends_quietly__ = True


def _left_out(test):
    test.__unittest_skip__ = True
    return test


def _same(test):
    return test


def skip(reason):
    return _left_out(reason) if callable(reason) else _left_out


def skipIf(condition, reason):
    return _left_out if condition else _same


def skipUnless(condition, reason):
    return _same if condition else _left_out


expectedFailure = _left_out


class _Raises:
    __suppresses__ = True
    exception = unknown("the exception that was expected")

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        return True


class _Watch:
    def __enter__(self):
        return unknown("what a test watches")

    def __exit__(self, *exc):
        return False


class TestCase:
    maxDiff = None

    def __init__(self, methodName="runTest"):
        self._testMethodName = methodName

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    def id(self):
        return self._testMethodName

    def skipTest(self, reason):
        raise SkipTest(reason)

    class failureException(AssertionError):
        __ends_quietly__ = True

    def fail(self, msg=None):
        raise self.failureException(msg)

    def subTest(self, msg=None, **params):
        return _Watch()

    def addCleanup(self, function, *args, **kwargs):
        pass

    def assertRaises(self, expected_exception, *args, **kwargs):
        return None if args else _Raises()

    def assertRaisesRegex(self, expected_exception, expected_regex, *args, **kwargs):
        return None if args else _Raises()

    def assertWarns(self, expected_warning, *args, **kwargs):
        return None if args else _Watch()

    def assertWarnsRegex(self, expected_warning, expected_regex, *args, **kwargs):
        return None if args else _Watch()

    def assertLogs(self, logger=None, level=None):
        return _Watch()

    assertNoLogs = assertLogs

    def _judged(self, *args, **kwargs):
        return None

    assertEqual = assertNotEqual = assertTrue = assertFalse = assertIs = assertIsNot = _judged
    assertIsNone = assertIsNotNone = assertIn = assertNotIn = assertIsInstance = assertNotIsInstance = _judged
    assertAlmostEqual = assertNotAlmostEqual = assertGreater = assertGreaterEqual = assertLess = assertLessEqual = _judged
    assertRegex = assertNotRegex = assertCountEqual = assertMultiLineEqual = assertSequenceEqual = _judged
    assertListEqual = assertTupleEqual = assertSetEqual = assertDictEqual = assertDictContainsSubset = _judged
    assertEquals = assertNotEquals = assert_ = failUnless = _judged


class IsolatedAsyncioTestCase(TestCase):
    pass


def main(*args, **kwargs):
    return None


def __getattr__(name):
    if name == "mock":
        return importlib.import_module("unittest.mock")
    return unknown("unittest." + name)
