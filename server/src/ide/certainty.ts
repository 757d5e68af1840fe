/** Which of an entry's failures are the code's own, and which come of what we made up to run it. */
import { namesBoundIn } from "../python/assign.ts";
import type { Problem } from "../python/problem.ts";
import { ClassValue, FunctionValue, Instance, ModuleValue, NativeFunction, NoneUnlessGiven, PyDict, PyList, PyTuple, type Value } from "../python/values.ts";
import type { Call, Expr, FunctionDef, Lambda, Node } from "../syntax/ast.ts";
import { walk } from "../syntax/walk.ts";
import { SUSPICIONS } from "../torch/suspicion/suspect.ts";
import { moduleClasses } from "../torch/define.ts";
import { isModule } from "../torch/module.ts";
import { Tensor, unseenIn, USUAL } from "../torch/tensor.ts";
import { assigns, assignsInBranch, hasMethod } from "./assigned.ts";
import type { Entry } from "./entries.ts";
import { constructorOf, parametersWithoutValue } from "./inputs.ts";
import { isLibrary } from "./library.ts";
import { operandsOf } from "./operands.ts";
import { readsCommandLine } from "./otherArguments.ts";
import { isOfReckoned } from "./reckoned.ts";
import { inputsAreTensors, isGivenToLayer, itemizedInputs } from "./tensorInputs.ts";

/** Problems of an entry that are the code's own: those that come of what we made up to run it are left out. */
export function ownProblems(entry: Entry): readonly Problem[] {
  const { ofGuessedRank } = entry;
  const certain = ofGuessedRank.size === 0 ? certainProblems(entry) : certainProblems(entry).filter((p) => !ofGuessedRank.has(p));
  return entry.proven.length === 0 ? certain : [...certain, ...entry.proven.map((p) => p.problem)];
}

function certainProblems(entry: Entry): readonly Problem[] {
  // Another machine may have what this one lacks: a name that is bound where there is a GPU.
  const isElsewhere = (p: Problem): boolean => entry.origin === "script" && p.boundElsewhere === "device" && p.rule !== "unknown-attribute";
  const problems = entry.trace.problems.filter((p) => !isElsewhere(p) && !isOfLibrary(p) && !isOfUnseen(p) && !isOfReckoned(p, entry.trace));
  const called = entry.origin === "function" && entry.model === null;
  if (entry.origin === "script") return ofProgram(entry, problems);
  if (!entry.guessed && entry.origin !== "function") return problems;
  if (entry.configured === "likely" || isOfPlaceholders(entry) || (!entry.asBuilt && hasBundledConstructor(entry))) return [];
  const builtAsIs = !entry.symbolicArguments;
  const onTensors = builtAsIs && !called && inputsAreTensors(entry);
  // What takes any keyword is perhaps never called with none.
  const open = entry.origin === "function" && entry.node?.kind === "FunctionDef" && (entry.node.args.kwarg !== null || hasPlaceholders(entry.node));
  const givesNone = builtAsIs && hasLayerWithoutResult(entry);
  const writesNone = entry.origin === "function" && entry.node?.kind === "FunctionDef" && listsNone(entry.node);
  const lists = itemizedInputs(entry);
  // What a configuration's default makes fail may be at the root of all that fails after it.
  const end = entry.configured === null ? -1 : problems.findIndex((p, i) => p.severity === "error" && !p.conditional && (isOfDefault(p, entry) || (i < entry.problemsBefore && (isDeliberate(p) || isNegativeSize(p)))));
  return problems.filter((p, i) => {
    if ((p.boundElsewhere !== undefined && p.boundElsewhere !== "branch") || isTextIndex(p, entry) || isOfFurtherInputs(p, entry) || (end >= 0 && i >= end)) return false;
    if (isOfEmptyCount(p, entry) || isOfInputLeftOut(p, entry) || (p.boundElsewhere === "branch" && leavesInputsOut(entry)) || (!entry.asBuilt && isSetInBranch(p))) return false;
    // What heirs have to give.
    if ((isOfAbstract(p) || isDeclaredAlone(p)) && entry.guessed && !entry.asBuilt) return false;
    if (open && isForWantOfKeywords(p) && !(givesNone && isAboutNone(p))) return false;
    if (!entry.asBuilt && isOfDefaultKind(p)) return false;
    if (called) return !isDeliberate(p) && !p.conditional && !isOfParameterLeftOut(p, entry) && !(isLookup(p) && entry.node?.kind === "FunctionDef" && hasDefaults(entry.node));
    if (lists.size > 0 && p.subjects.some((v) => comesOf(v, lists))) return false;
    if (isOfUsualRank(p, entry) || (p.rule === "expand-size" && isOfRankByName(p, entry))) return false;
    if (p.conditional || !(p.recorded || isBundled(p) || (builtAsIs && (isCalledByUser(p) || isBuiltByUser(p))))) return false;
    // Built as anybody would build it, the model fails for everybody: but for what must be given, though None stands in its place.
    if (i < entry.problemsBefore && builtAsIs) return !isDeliberate(p) && (writesNone || (!isAboutNone(p) && !isGivenNone(p, entry))) && !isNegativeSize(p);
    if (isLaw(p) || SUSPICIONS.has(p.rule) || isNoTensorAttribute(p, entry) || isOutputTuple(p, entry) || isOfFixedCall(p, entry) || isOfBuiltAttribute(p, i, entry) || isMisspeltAttribute(p, entry)) return true;
    if (p.rule === "unknown-attribute" && isForeignAttribute(p, entry) && p.subjects.length > 0 && p.subjects.every((v) => v instanceof Instance && isModule(v) && v.cls.node === null)) return true;
    return onTensors && (p.rule === "unknown-attribute" ? isForeignAttribute(p, entry) : isLawOfTensors(p) && (givesNone || !isAboutNone(p)));
  });
}

/** Whether a class leaves its constructor to one of PyTorch's own: its defaults (`batch_first=False`) are not what the code says. */
function hasBundledConstructor({ model }: Entry): boolean {
  return model !== null && model.cls.node !== null && constructorOf(model.cls)?.node.unit.path.startsWith("<") === true;
}

/** Whether ranks differ of which one is only what an input of its name usually has: `torch.cat([self.item(ids), self.genre(genres)], 1)`. */
function isOfUsualRank(p: Problem, { inputs }: Entry): boolean {
  if (p.rule !== "cat-sizes" || !/same number of dimensions/.test(p.message)) return false;
  const usual = inputs.filter(({ value }) => value instanceof Tensor && value.settledBy === USUAL);
  return usual.some(({ name }) => new Set(p.subjects.map((v) => comesOf(v, new Set([name])))).size > 1);
}

/** Whether it is about how many dimensions something has that is made of an input of which only its name tells that. */
export function isOfRankByName(p: Problem, { inputs, trace }: Entry): boolean {
  if (!OF_RANKS.has(p.rule) || (p.rule === "expand-size" && !/number of sizes provided/.test(p.message))) return false;
  const usual = new Set(inputs.flatMap(({ name, value }) => (value instanceof Tensor && value.settledBy === USUAL ? [name] : [])));
  if (usual.size === 0) return false;
  const own = p.node?.kind === "Call" && p.node.func.kind === "Attribute" ? [p.node.func.value] : [];
  return [...p.subjects, ...[...own, ...operandsOf(p.node)].flatMap((e) => trace.values.get(e) ?? [])].some((v) => comesOf(v, usual));
}

const OF_RANKS: ReadonlySet<string> = new Set(["expand-size", "rank", "dim-out-of-range", "permute-dims"]);

/** What a program fails at, as it is run here. */
function ofProgram(entry: Entry, problems: readonly Problem[]): readonly Problem[] {
  const withArguments = readsCommandLine(entry);
  const own = withArguments ? problems.filter((p) => isBundled(p) || !isOfArguments(p)) : takesUngiven(entry) ? problems.filter((p) => isBundled(p) || p.rule !== "raised") : problems;
  // Run with other arguments, or on another machine, the attribute may be there.
  return own.map((p) => (p.rule === "unknown-attribute" && (p.boundElsewhere === "device" || (withArguments && isSetBy(p, assigns))) ? { ...p, severity: "warning" as const } : p));
}

/** Whether a function writes None among the numbers of a list or tuple (`[None, 4, 6, 3]`), and nothing that it is given is None unless it is given. */
function listsNone(fn: FunctionDef): boolean {
  if (fn.args.kwarg !== null || fn.args.vararg !== null || parametersWithoutValue(fn, false).length > 0) return false;
  const is = (e: Expr, type: string): boolean => e.kind === "Constant" && e.value.type === type;
  let found = false;
  walk(fn, (n) => {
    if ((n.kind === "List" || n.kind === "Tuple") && n.elts.some((e) => is(e, "None")) && n.elts.some((e) => is(e, "int"))) found = true;
    return !found;
  });
  return found;
}

/** Whether a guessed model's forward has inputs that are None unless they are given: with them, a branch may bind what is lacking. */
function leavesInputsOut({ model }: Entry): boolean {
  const forward = model?.cls.lookup("forward");
  return forward instanceof FunctionValue && forward.defaults.some((v) => v === null);
}

/** Whether an object lacks what its class declares and gives no value (`operation: Operation`): heirs give it. */
function isDeclaredAlone({ rule, node, subjects }: Problem): boolean {
  if (rule !== "unknown-attribute" || node?.kind !== "Attribute") return false;
  const declares = (cls: ClassValue): boolean => cls.node?.kind === "ClassDef" && cls.node.body.some((s) => s.kind === "AnnAssign" && s.value === null && s.target.kind === "Name" && s.target.id === node.attr);
  return subjects.some((v) => v instanceof Instance && v.cls.mro.some(declares));
}

/** Whether it is about a size that a branch on an input which is None unless it is given reads anew: `if anchor is not None: b = anchor.shape[0]`. */
function isOfInputLeftOut({ node }: Problem, { model }: Entry): boolean {
  const forward = node === null ? undefined : model?.cls.lookup("forward");
  if (!(forward instanceof FunctionValue) || forward.node.kind !== "FunctionDef" || !forward.defaults.some((v) => v === null)) return false;
  const all = [...forward.node.args.posonly, ...forward.node.args.args];
  const optional = new Set(all.slice(all.length - forward.defaults.length).flatMap((a, i) => (forward.defaults[i] === null ? [a.name] : [])));
  const used = namesIn(node as Node);
  let found = false;
  for (const s of forward.node.body)
    walk(s, (n) => {
      if (n.kind === "If" && [...namesIn(n.test)].some((name) => optional.has(name))) found ||= [...n.body, ...n.orelse].some((b) => b.kind === "Assign" && readsSize(b.value) && namesBoundIn([b]).some((name) => used.has(name)));
      return !found;
    });
  return found && node?.unit === forward.node.unit;
}

function readsSize(e: Expr): boolean {
  let found = false;
  walk(e, (n) => {
    if ((n.kind === "Attribute" && (n.attr === "shape" || n.attr === "size")) || (n.kind === "Name" && n.id === "len")) found = true;
    return !found;
  });
  return found;
}

function namesIn(node: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(node, (n) => {
    if (n.kind === "Name") names.add(n.id);
  });
  return names;
}

/** Whether a guessed model lacks an item of the further inputs that it takes in any number, and is given none of: `forward(self, x, *states)`. */
function isOfFurtherInputs({ rule, subjects }: Problem, { model, trace }: Entry): boolean {
  const forward = rule === "index-out-of-range" || rule === "unpack" ? model?.cls.lookup("forward") : undefined;
  const further = forward instanceof FunctionValue ? forward.node.args.vararg : null;
  return further !== null && subjects.some((v) => v instanceof PyTuple && trace.values.get(further)?.includes(v) === true);
}

/** Whether the class of what lacks an attribute sets it within a branch: with other arguments than are guessed. */
export function isSetInBranch(p: Problem): boolean {
  return isSetBy(p, assignsInBranch);
}

/** Whether the class of what lacks an attribute sets it as is asked. */
function isSetBy({ rule, node, subjects }: Problem, sets: (code: Node, attr: string) => boolean): boolean {
  if (rule !== "unknown-attribute" || node?.kind !== "Attribute") return false;
  return subjects.length > 0 && subjects.every((v) => v instanceof Instance && hasMethod(v.cls, (method) => sets(method, node.attr)));
}

/** Whether a tensor is made of one of some inputs. */
function comesOf(v: Value, inputs: ReadonlySet<string>): boolean {
  const seen = new Set<Tensor>();
  const open = v instanceof Tensor ? [v] : [];
  for (let t = open.pop(); t && seen.size < 500; t = open.pop()) {
    if (seen.has(t)) continue;
    seen.add(t);
    if (t.inputName !== null && inputs.has(t.inputName)) return true;
    open.push(...(t.from?.inputs ?? []));
  }
  return false;
}

/** What code fails at that is not as we understand it. */
const MISUNDERSTOOD: ReadonlySet<string> = new Set(["unknown-attribute", "unknown-key", "undefined-name", "import", "module-init"]);

/** Whether an installed package fails within itself, at neither a tensor nor anything that is or may be the user's: its code works, and is not as we understand it. */
function isOfLibrary(p: Problem): boolean {
  const path = p.node?.unit.path ?? "<";
  if (p.recorded || path.startsWith("<")) return false;
  // Within a branch that is not decided, it is the package's own to know when it comes there.
  if (p.conditional && isLibrary(path)) return true;
  if (!MISUNDERSTOOD.has(p.rule)) return false;
  const isLibrarys = (v: Value): boolean => (v instanceof Instance && v.cls.mro.every((c) => c.node === null || isLibrary(c.node.unit.path))) || (v instanceof ClassValue && v.node === null);
  // A number, a text or None in place of an object is what the user gave.
  return p.rule === "unknown-attribute" ? p.subjects.length > 0 && p.subjects.every(isLibrarys) : !p.subjects.some((v) => v instanceof Tensor || (v instanceof Instance && !isLibrarys(v)));
}

/** Whether it is about sizes or ranks of a tensor that nobody knows. */
export function isOfUnseen(p: Problem): boolean {
  return !OF_LAYERS.has(p.rule) && !OF_TYPES.has(p.rule) && p.subjects.some((v) => v instanceof Tensor && unseenIn(v) !== null);
}

/** What fails for a tensor of any shape. */
const OF_TYPES: ReadonlySet<string> = new Set(["argument-type", "argument-name", "argument-count", "unknown-attribute", "operand-type", "not-callable"]);

/** What fails where the sizes that layers give and take meet, whatever the tensors were that nobody knows; how many dimensions those have is as a layer usually has it. */
const OF_LAYERS: ReadonlySet<string> = new Set(["linear-in-features", "conv-in-channels", "norm-num-features", "normalized-shape", "rnn-input-size", "attention-embed-dim", "matmul-shapes", "broadcast", "cat-sizes", "groups"]);

/** Whether other arguments may be all that it takes: a program raises where they are not right, looks things up by them, and binds names where they ask for it. */
function isOfArguments(p: Problem): boolean {
  const isOfText = /^(invalid literal for int|could not convert string)/.test(p.message);
  return p.rule === "raised" || (p.rule === "undefined-name" && p.boundElsewhere !== undefined) || isOfText || isLookup(p);
}

/** Whether something is looked up that a list or dictionary does not have. */
function isLookup(p: Problem): boolean {
  return (p.exception === "IndexError" || p.exception === "KeyError") && !p.subjects.some((v) => v instanceof Tensor);
}

/** Whether a function may be called with other arguments than its defaults. */
function hasDefaults({ args }: FunctionDef): boolean {
  return args.defaults.length > 0 || args.kwDefaults.some((d) => d !== null);
}

/** Whether a class cannot be built with its defaults because they only hold the place of what is given: `anchors=()`. */
function isOfPlaceholders({ node, asBuilt, problemsBefore, trace, model }: Entry): boolean {
  if (node?.kind !== "ClassDef" || asBuilt || (model !== null && problemsBefore === 0) || trace.problems.length === 0) return false;
  const init = node.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  return init !== undefined && hasPlaceholders(init);
}

/** Whether a parameter's default is of a kind that its use does not take (`img_size=224`, `img_size[0]`): whoever uses it gives another. */
export function isOfDefaultKind({ rule, node }: Problem): boolean {
  if (node === null || !OF_KINDS.has(rule)) return false;
  const [within] = bodyAround(node);
  if (within?.kind !== "FunctionDef") return false;
  const { posonly, args, defaults, kwonly, kwDefaults } = within.args;
  const positional = [...posonly, ...args];
  const given = new Map([...kwonly.map((p, i) => [p.name, kwDefaults[i] ?? null] as const), ...defaults.map((d, i) => [positional[positional.length - defaults.length + i]?.name, d] as const)]);
  return operandsOf(node).some((e) => {
    const value = e.kind === "Name" ? given.get(e.id) : null;
    return value?.kind === "Constant" && value.value.type !== "None";
  });
}

/** What fails since a value is of another kind than its use takes. */
const OF_KINDS: ReadonlySet<string> = new Set(["operand-type", "not-iterable", "not-callable", "unpack", "unknown-attribute"]);

/** Whether a size is negative that is not written there, as one is that is told later: `vocab_size: int = -1`. */
function isNegativeSize(p: Problem): boolean {
  return /negative dimension -\d/.test(p.message) && !operandsOf(p.node).some((e) => e.kind === "UnaryOp" && e.operand.kind === "Constant");
}

/** Whether a function has a whole number of no more than 0 as a default: it may only hold the place of one that is given. */
export function hasEmptyCount({ args }: FunctionDef | Lambda): boolean {
  const isEmpty = (e: Expr | null): boolean => (e?.kind === "UnaryOp" && e.op === "-" ? e.operand.kind === "Constant" && e.operand.value.type === "int" : e?.kind === "Constant" && e.value.type === "int" && e.value.value <= 0);
  return [...args.defaults, ...args.kwDefaults].some(isEmpty);
}

/** Whether a guessed model meets a size of 0 that it has by default: `num_classes=0`. */
function isOfEmptyCount({ node, subjects, message }: Problem, { node: cls, asBuilt, trace }: Entry): boolean {
  if (cls?.kind !== "ClassDef" || asBuilt) return false;
  const init = cls.body.find((s): s is FunctionDef => s.kind === "FunctionDef" && s.name === "__init__");
  if (!init || !hasEmptyCount(init)) return false;
  const isEmpty = (v: Value): boolean => v instanceof Tensor && v.shape?.includes(0) === true;
  if (WITH_0.test(message) && node && !holdsZero(node)) return true;
  return subjects.some(isEmpty) || operandsOf(node).some((e) => e.kind !== "Constant" && trace.values.get(e)?.some((v) => v === 0) === true);
}

/** Whether a 0 is written there. */
function holdsZero(node: Node): boolean {
  let found = false;
  walk(node, (n) => {
    if (n.kind === "Constant" && n.value.type === "int" && n.value.value === 0) found = true;
    return !found;
  });
  return found;
}

/** A shape with a size of 0, as messages print it. */
const WITH_0 = /[[(](?:[^[\]()]*, )?0(?:, [^[\]()]*)?[\])]/;

/** Whether a function has defaults that are empty. */
function hasPlaceholders({ args }: FunctionDef): boolean {
  return [...args.defaults, ...args.kwDefaults].some((e) => ((e?.kind === "Tuple" || e?.kind === "List") && e.elts.length === 0) || (e?.kind === "Dict" && e.values.length === 0));
}

/** Whether the program looks at its surroundings, and so may raise what says that they are not right. */
function takesUngiven(entry: Entry): boolean {
  for (const values of entry.trace.values.values()) if (values.some((v) => v instanceof NoneUnlessGiven)) return true;
  return false;
}

/** Whether it fails because something was not given: an argument, a key (as an attribute perhaps), or what is None without it. */
function isForWantOfKeywords(p: Problem): boolean {
  return (p.rule === "argument-count" && isMissingArgument(p)) || p.rule === "unknown-key" || (p.rule === "unknown-attribute" && p.subjects.some((v) => v instanceof PyDict)) || isAboutNone(p);
}

/** Whether it works on what is None because nobody gave it: a parameter of the function that has None by default to hold its place. */
function isOfParameterLeftOut(problem: Problem, { node }: Entry): boolean {
  if (node?.kind !== "FunctionDef" || !isAboutNone(problem)) return false;
  const leftOut = parametersWithoutValue(node, false).map((p) => p.name);
  return operandsOf(problem.node).some((e) => e.kind === "Name" && leftOut.includes(e.id)) && bodyAround(problem.node ?? node).includes(node);
}

/** Whether an argument is missing in a call that passes on what the caller gives: `Model(**kwargs)`, `build(*args)`. */
function isMissingArgument(p: Problem): boolean {
  if (!/ missing \d+ required/.test(p.message)) return false;
  const { node } = p;
  return node?.kind !== "Call" || node.keywords.some((k) => k.arg === null && !isWrittenOut(k.value)) || node.args.some((a) => a.kind === "Starred");
}

/** Whether a name always stands for a dict that is written out: nobody adds keys to `dd = {"device": device}`. */
function isWrittenOut(e: Expr): boolean {
  if (e.kind !== "Name") return false;
  let written = 0;
  let others = 0;
  const count = (target: Node, value: Node | null): void => {
    if (target.kind !== "Name" || target.id !== e.id) return;
    if (value?.kind === "Dict" && value.keys.every((k) => k !== null)) written += 1;
    else others += 1;
  };
  for (const s of bodyAround(e)) {
    walk(s, (n) => {
      if (n.kind === "Assign") for (const t of n.targets) count(t, n.value);
      else if (n.kind === "AugAssign" || n.kind === "For" || n.kind === "NamedExpr") count(n.target, null);
      else if (n.kind === "FunctionDef" && n.args.kwarg?.name === e.id) others += 1;
      else if (n.kind === "Subscript" && n.value.kind === "Name" && n.value.id === e.id) others += 1;
      else if (n.kind === "Attribute" && n.attr === "update" && n.value.kind === "Name" && n.value.id === e.id) others += 1;
    });
  }
  return written > 0 && others === 0;
}

/** The statements of the innermost function around a node, whose names are its own; else of its unit. */
function bodyAround(node: Node): readonly Node[] {
  let found: readonly Node[] = node.unit.body;
  for (const s of node.unit.body) {
    walk(s, (n) => {
      if (n.kind === "FunctionDef" && n.start <= node.start && node.end <= n.end) found = [n];
      return n.start <= node.start && node.end <= n.end;
    });
  }
  return found;
}

/** Whether a layer of the user's own ends without giving anything: then None comes of that, not of an argument left out. */
function hasLayerWithoutResult(entry: Entry): boolean {
  return entry.trace.calls.some((c) => {
    const forward = c.output === null ? c.module.cls.lookup("forward") : undefined;
    return forward instanceof FunctionValue && forward.node.kind === "FunctionDef" && !givesSomething(forward.node);
  });
}

function givesSomething(fn: FunctionDef): boolean {
  let found = false;
  walk(fn, (n) => {
    if (n.kind === "Return" && n.value) found = true;
    if (n.kind === "Raise" || n.kind === "Yield") found = true;
    return n === fn || (n.kind !== "FunctionDef" && n.kind !== "Lambda");
  });
  return found;
}

/** Whether an input that we made a tensor is looked up by a text: then it is no tensor, whatever its annotation says. */
export function isTextIndex({ node }: Problem, { trace, inputs }: Entry): boolean {
  if (node?.kind !== "Subscript") return false;
  const { slice } = node;
  const isText = slice.kind === "Constant" ? slice.value.type === "str" : trace.values.get(slice)?.some((v) => typeof v === "string") === true;
  if (!isText) return false;
  return trace.values.get(node.value)?.some((v) => v instanceof Tensor && inputs.some((i) => i.name === v.inputName)) === true;
}

/** Whether it comes of what a configuration has by default, and may well not have where the model is used: None, or a value that is no number. */
function isOfDefault(p: Problem, entry: Entry): boolean {
  return isOfValues(p) || isGivenNone(p, entry) || operandsOf(p.node).some((e) => isOfConfiguration(e, entry));
}

/** An attribute of something that is neither a module nor a tensor, whose value is no number: `config.hidden_sizes`. */
function isOfConfiguration(e: Expr, { trace }: Entry): boolean {
  if (e.kind !== "Attribute") return false;
  const owners = trace.values.get(e.value) ?? [];
  return owners.some((v) => v instanceof Instance && !isModule(v)) && (trace.values.get(e)?.some((v) => v === null || typeof v === "string" || v instanceof PyTuple || v instanceof PyList || v instanceof PyDict) ?? false);
}

/** Whether the failing expression works on None, or is a call that is given None. */
function isGivenNone(p: Problem, { trace }: Entry): boolean {
  return operandsOf(p.node).some((e) => trace.values.get(e)?.includes(null) === true);
}

/** Whether it comes of single values, which a configuration other than the default may have: attributes that it lacks, keys, ranges. Laws about sizes hold for every configuration that is meant. */
function isOfValues(p: Problem): boolean {
  return p.rule === "argument-value" || p.rule === "unknown-key" || p.rule === "index-out-of-range" || p.rule === "embedding-index" || (p.rule === "unknown-attribute" && p.subjects.some((v) => v instanceof Instance && !isModule(v)));
}

/** Whether a class of PyTorch's asks its heirs for a method: `_BatchNorm` for `_check_input_dim`. */
export function isOfAbstract({ rule, exception }: Problem): boolean {
  return rule === "invalid-call" && exception === "NotImplementedError";
}

/** The code's own `raise` or `assert`: what it guards against may be just what we made up. PyTorch's own, in the product's Python, is its law. */
export function isDeliberate(p: Problem): boolean {
  return (p.rule === "raised" || p.rule === "assertion") && !isBundled(p);
}

/** Whether it fails within a layer that is made of others, in the product's own Python: the call of the layer fails. */
function isBundled(p: Problem): boolean {
  return p.node?.unit.path.startsWith("<") === true;
}

/** Whether it fails within a library that the user's code calls. */
function isCalledByUser(p: Problem): boolean {
  for (let s = p.site; s; s = s.parent) if (s.recorded && s.node) return true;
  return false;
}

/** Whether a library calls a layer that the user's code built with the number that is at fault. */
function isBuiltByUser({ blame }: Problem): boolean {
  return blame?.kind === "module-argument" && blame.module.site?.recorded === true;
}

/** Laws about sizes, and names: what fails them fails whatever else a guessed argument or input may be. */
const CERTAIN: ReadonlySet<string> = new Set([
  "linear-in-features", "conv-in-channels", "norm-num-features", "normalized-shape", "rnn-input-size", "rnn-hidden-size", "attention-embed-dim", "attention-mask", "attention-heads", "attention-batch", "matmul-shapes", "broadcast", "cat-sizes", "stack-sizes",
  "view-size", "view-contiguity", "split-sizes", "expand-size", "einsum", "kernel-size", "output-size", "pool-padding", "undefined-name",
]);

/** Laws about ranks, and about calls: what fails them fails for every batch of tensors, though not for what else an argument might have been. */
const CERTAIN_OF_TENSORS: ReadonlySet<string> = new Set([
  "argument-count", "argument-name", "argument-type", "argument-value", "not-callable", "not-iterable", "unknown-key", "unpack", "rank", "permute-dims", "dim-out-of-range", "index-out-of-range", "groups", "operand-type", "concatenate", "module-init", "module-assignment", "missing-forward", "ambiguous-truth",
  "interpolate-size", "index-shape", "padding-size", "square-matrix", "in-place", "loss-target", "loss-input", "invalid-call",
]);

/** Whether it fails whatever else a guessed argument or input may be. */
export function isLaw(p: Problem): boolean {
  const fault = patternFault(p);
  return CERTAIN.has(p.rule) || fault === "pattern" || fault === "sizes";
}

/** Whether it fails for every batch of tensors. */
export function isLawOfTensors(p: Problem): boolean {
  return CERTAIN_OF_TENSORS.has(p.rule) || patternFault(p) === "rank";
}

/** What einops refuses: the pattern itself, sizes that do not divide as it asks, or a number of dimensions; null: something else. */
function patternFault({ rule, node, exception, message }: Problem): "pattern" | "sizes" | "rank" | null {
  if (rule !== "raised" || node?.unit.path.startsWith("<bundled>/einops") !== true) return null;
  if (/Shape mismatch/.test(message)) return "sizes";
  if (/Wrong shape: expected/.test(message)) return "rank";
  return exception === "EinopsError" || /^not enough values to unpack/.test(message) ? "pattern" : null;
}

/** An optional argument that is left out is None, and the code may rely on its being given. */
export function isAboutNone(p: Problem): boolean {
  const { node } = p;
  const isWritten = (node?.kind === "Call" && leavesLayerNone(node)) || (node?.kind === "Subscript" && isNone(node.slice)) || (node?.kind === "BinOp" && (isNone(node.left) || isNone(node.right)));
  // What the overloads of a function take by default says nothing of what was given.
  const [said = ""] = p.message.split(", but expected one of:");
  return !isWritten && (/NoneType|(?<!or )\bNone\b/.test(said) || p.subjects.includes(null));
}

/** Whether None is written where one of PyTorch's layers cannot do without an argument: `nn.Conv2d(3, width, kernel_size=None)`. */
function leavesLayerNone({ func, args, keywords }: Call): boolean {
  const name = func.kind === "Attribute" ? func.attr : func.kind === "Name" ? func.id : "";
  const init = moduleClasses.get(name)?.attrs.get("__init__");
  const stated = init instanceof NativeFunction ? (init.parameters?.() ?? []) : [];
  const needed = stated.filter((p) => p.kind === "positional" && p.default === undefined).map((p) => p.name);
  return args.slice(0, needed.length).some(isNone) || keywords.some((k) => k.arg !== null && needed.includes(k.arg) && isNone(k.value));
}

function isNone(e: Expr): boolean {
  return e.kind === "Constant" && e.value.type === "None";
}

/** An attribute that no tensor has, of an input that is a tensor for sure: an operator settled its rank, or a layer is given it. */
function isNoTensorAttribute(p: Problem, entry: Entry): boolean {
  return p.rule === "unknown-attribute" && p.subjects.some((v) => v instanceof Tensor && (v.inputName === null || v.settledBy !== null || isGivenToLayer(v.inputName, entry)));
}

/** A tuple that a layer gives where the next takes a tensor: no argument makes it one. */
function isOutputTuple(p: Problem, entry: Entry): boolean {
  if (p.rule !== "argument-type") return false;
  const given = operandsOf(p.node).flatMap((e) => entry.trace.values.get(e) ?? []);
  return given.some((v) => v instanceof PyTuple && entry.trace.calls.some((c) => c.output === v && c.module.cls.node?.unit.path.startsWith("<") === false));
}

/**
 * A call that does not fit what it calls, or a name that a module lacks, where
 * neither can be another: `nn.Linear(n, n, bais=False)`, `F.reluu(x)`.
 */
function isOfFixedCall({ rule, message, node, subjects }: Problem, { trace }: Entry): boolean {
  if (rule === "unknown-attribute") return node?.kind === "Attribute" && subjects.length > 0 && subjects.every((v) => v instanceof ModuleValue) && isFixed(node.value);
  // PyTorch's own containers are called by nobody, whatever they hold.
  if (rule === "missing-forward") return /^Module \[Module(List|Dict)\]/.test(message);
  if (node?.kind !== "Call" || node.args.some((a) => a.kind === "Starred") || node.keywords.some((k) => k.arg === null)) return false;
  if (rule !== "argument-name" && rule !== "argument-count" && !(rule === "argument-type" && (isOfLiteral(node, message) || isSuper(node))) && !(/NoneType/.test(message) && leavesLayerNone(node))) return false;
  const { func } = node;
  if (isFixed(func)) return true;
  const owners = func.kind === "Attribute" ? trace.values.get(func.value) : undefined;
  return func.kind === "Attribute" && owners?.every((v) => v instanceof Tensor && (OF_TENSORS_ALONE.has(func.attr) || isOfLayers(v, trace))) === true;
}

/** Whether a tensor is made of what a layer gave, and so is one whatever the inputs are. */
function isOfLayers(t: Tensor, { calls }: Entry["trace"]): boolean {
  const seen = new Set<Tensor>();
  const open = [t];
  for (let at = open.pop(); at && seen.size < 100; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (calls.some((c) => c.output === at)) return true;
    open.push(...(at.from?.inputs ?? []));
  }
  return false;
}

/** `super(self)`: an object of the class in place of the class. */
function isSuper({ func }: Call): boolean {
  return func.kind === "Name" && func.id === "super";
}

/** Methods of a tensor that nothing else has which a model may be given. */
const OF_TENSORS_ALONE: ReadonlySet<string> = new Set(["bmm", "chunk", "contiguous", "expand", "expand_as", "gather", "index_select", "log_softmax", "masked_fill", "matmul", "mm", "movedim", "narrow", "new_zeros", "new_ones", "permute", "relu", "repeat_interleave", "requires_grad_", "scatter", "sigmoid", "softmax", "tanh", "tril", "triu", "type_as", "unbind", "unflatten", "unfold", "unsqueeze", "view_as"]);

/** Whether the argument that has the wrong type is written in the call: `F.softmax(x, dim="1")`. */
function isOfLiteral(call: Call, message: string): boolean {
  const [, name, type] = /argument '(\w+)' .*(?:, not |but got )(\w+)"?$/.exec(message) ?? [];
  if (type === undefined) return false;
  const types: Readonly<Record<string, string>> = { str: "str", float: "float", NoneType: "None" };
  const isWrong = (e: Expr): boolean => e.kind === "Constant" && e.value.type === types[type];
  const byName = call.keywords.find((k) => k.arg === name);
  return byName ? isWrong(byName.value) : call.args.some(isWrong);
}

/** A slip in the name of one of the model's own attributes, which nothing else in the file has: `self.coonv` for `self.conv`. */
function isMisspeltAttribute({ rule, node, subjects, meant }: Problem, { model, node: cls }: Entry): boolean {
  if (rule !== "unknown-attribute" || node?.kind !== "Attribute" || model === null || subjects.length !== 1 || subjects[0] !== model || model.cls.node !== cls) return false;
  const [likely] = meant ?? [];
  return likely !== undefined && isSlip(node.attr, likely);
}

/** Whether one letter too many, too few or two exchanged make the one of the other, within the word. */
function isSlip(written: string, meant: string): boolean {
  if (meant.length < 4 || written.length < 3 || /\d/.test(written + meant)) return false;
  let from = 0;
  while (from < meant.length && written[from] === meant[from]) from += 1;
  let end = 0;
  while (end < Math.min(written.length, meant.length) - from && written.at(-1 - end) === meant.at(-1 - end)) end += 1;
  const [a, b] = [written.slice(from, written.length - end), meant.slice(from, meant.length - end)];
  // An ending, such as that of a plural, is another name; so is a prefix.
  if (from === 0 || end === 0) return false;
  return (a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]) || (a.length + b.length === 1 && (a + b) !== "_");
}

/** Whether a name, or an attribute of one, stands for what the module binds: no argument and no variable of a function. */
export function isFixed(e: Expr): boolean {
  if (e.kind === "Attribute") return isFixed(e.value);
  if (e.kind !== "Name") return false;
  let bound = false;
  const bind = (n: Node): void => {
    if (n.kind === "Name") bound ||= n.id === e.id;
    else if (n.kind === "Tuple" || n.kind === "List") n.elts.forEach(bind);
    else if (n.kind === "Starred") bind(n.value);
  };
  const params = ({ args }: FunctionDef | Lambda): boolean => [...args.posonly, ...args.args, ...args.kwonly, ...(args.vararg ? [args.vararg] : []), ...(args.kwarg ? [args.kwarg] : [])].some((a) => a.name === e.id);
  for (const s of e.unit.body) {
    if (s.kind !== "FunctionDef" && s.kind !== "ClassDef") continue;
    walk(s, (n) => {
      if (n.kind === "FunctionDef" || n.kind === "Lambda") bound ||= n.start <= e.start && e.end <= n.end && params(n);
      else if (n.kind === "Assign") n.targets.forEach(bind);
      else if (n.kind === "AnnAssign" || n.kind === "For" || n.kind === "NamedExpr") bind(n.target);
      else if (n.kind === "ListComp" || n.kind === "SetComp" || n.kind === "DictComp" || n.kind === "GeneratorExp") for (const g of n.generators) bind(g.target);
      else if (n.kind === "With") for (const i of n.items) if (i.target) bind(i.target);
      return !bound;
    });
  }
  return !bound;
}

/** An attribute that a layer lacks while the code that uses it builds it: nobody inherits from this one, and nobody has had it yet. */
function isOfBuiltAttribute(p: Problem, at: number, entry: Entry): boolean {
  if (p.rule !== "unknown-attribute" || at >= entry.problemsBefore || isAboutNone(p) || p.subjects.length === 0) return false;
  return p.subjects.every((v) => v instanceof Instance && v !== entry.model && isModule(v) && v.site?.node != null && v.site.recorded && v.cls.node !== null && v.cls.node !== entry.node);
}

/**
 * An attribute that something else lacks. A class that nothing builds may be
 * there to be inherited from, and get it from its heirs; a model that the file
 * builds has all it will ever have.
 */
function isForeignAttribute(p: Problem, entry: Entry): boolean {
  return entry.origin === "function" && !isAboutNone(p) && !p.subjects.some((v) => v instanceof Tensor);
}
