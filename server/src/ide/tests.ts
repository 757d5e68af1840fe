/** The tests of a file: what `unittest` and `pytest` would run, besides plain functions. */
import type { Interp } from "../python/interp.ts";
import { type ClassValue, FunctionValue, ModuleValue, NO_KWARGS, PyList, Unknown, type Value } from "../python/values.ts";
import type { Trace } from "../python/trace.ts";
import type { Node } from "../syntax/ast.ts";
import { requiredParameters, unwrapped } from "./inputs.ts";

/** The test methods of a class that run with nothing but their object, by name; none where it is no test class. */
export function testMethods(cls: ClassValue, module: ModuleValue): readonly (readonly [string, FunctionValue])[] {
  if (!isCase(cls) && (!/^Test/.test(cls.name) || cls.lookup("__init__") instanceof FunctionValue)) return [];
  if (cls.lookup(SKIPPED) !== undefined) return [];
  const out: (readonly [string, FunctionValue])[] = [];
  for (const [name, fn] of cls.attrs.map) if (/^test/.test(name) && fn instanceof FunctionValue && !isSkipped(fn) && unwrapped(fn).node.unit.path === module.path && missingNames(fn, unwrapped(fn).node, true).length === 0) out.push([name, fn]);
  return out;
}

/** Whether the runners look for tests in a file: by its name, or because it calls them. In others classes of tests are there for heirs. */
export function isCollected(module: ModuleValue, ran: readonly Trace[]): boolean {
  const callsRunner = (n: Node): boolean => n.kind === "Call" && n.func.kind === "Attribute" && (/^loadTests/.test(n.func.attr) || (/^(main|TestSuite|TextTestRunner|TestLoader|makeSuite)$/.test(n.func.attr) && n.func.value.kind === "Name" && /^(unittest|pytest)$/.test(n.func.value.id)));
  return /(^|[/\\])(test[^/\\]*|[^/\\]*_test)\.py$/i.test(module.path ?? "") || ran.some((trace) => [...trace.values.keys()].some(callsRunner));
}

/** What marks a test that the runners leave out, as unittest does. */
const SKIPPED = "__unittest_skip__";

export function isSkipped(fn: FunctionValue): boolean {
  return fn.attrs.get(SKIPPED) !== undefined;
}

/** Runs the fixtures that pytest runs before each test of a file, or of a class; those that also clean up afterwards are left out. */
export function runFixtures(interp: Interp, owner: Iterable<readonly [string, Value]>, self: readonly Value[] = []): void {
  for (const [, fn] of owner) {
    if (!(fn instanceof FunctionValue) || fn.attrs.get("__autouse__") !== true || (fn.node.kind === "FunctionDef" && fn.node.isGenerator)) continue;
    const names = requiredParameters(fn.node, self.length > 0).positional.map((p) => p.name);
    const pytest = interp.importModule("pytest");
    const patch = pytest instanceof ModuleValue ? pytest.globals.get("MonkeyPatch") : undefined;
    const made = names.map((n) => (n === "monkeypatch" && patch !== undefined ? interp.call(patch, [], NO_KWARGS, null) : new Unknown(`what the fixture '${n}' gives`)));
    interp.call(fn, [...self, ...made], NO_KWARGS, null);
  }
}

/** Runs a test on an object of its own, as the runners do. */
export function runTest(interp: Interp, cls: ClassValue, name: string): Value {
  interp.recording = true;
  if (cls.module) runFixtures(interp, cls.module.globals.entries());
  const call = (object: Value, method: string): Value => {
    const found = interp.lookupAttr(object, method);
    return found === undefined ? null : interp.call(found, [], NO_KWARGS, null);
  };
  const test = interp.call(cls, isCase(cls) ? [name] : [], NO_KWARGS, null);
  if (test instanceof Unknown) return test;
  runFixtures(interp, cls.mro.toReversed().flatMap((c) => [...c.attrs.entries()]), [test]);
  for (const before of isCase(cls) ? ["setUpClass", "setUp"] : ["setup_class", "setup_method"]) call(test, before);
  return call(test, name);
}

/** The parameters that a call would have to give, those aside that a test's own table gives (`pytest.mark.parametrize`). */
export function missingNames(fn: FunctionValue, node: FunctionValue["node"], isMethod = false): readonly string[] {
  const { positional, keyword } = requiredParameters(node, isMethod);
  const given = fn.attrs.get("__parametrized__");
  const names = given instanceof PyList ? given.items : [];
  return [...positional, ...keyword].map((p) => p.name).filter((n) => !names.includes(n));
}

function isCase(cls: ClassValue): boolean {
  return cls.mro.some((c) => c.name === "TestCase");
}
