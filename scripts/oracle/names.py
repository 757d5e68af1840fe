import torch, json, importlib, os, pkgutil, sys, types, torch.nn.utils.rnn, torch.utils.checkpoint, torch.utils.data, torch.nn.utils.parametrizations, torch.nn.utils.parametrize
mods = ["torch","torch.nn","torch.nn.functional","torch.linalg","torch.fft","torch.special","torch.nn.init","torch.optim","torch.optim.lr_scheduler","torch.utils.data","torch.nn.utils","torch.nn.utils.rnn","torch.cuda","torch.autograd","torch.utils.checkpoint"]
# What else people import from; the layers' own modules are all here.
mods += ["torch.functional", "torch._VF", "torch.types", "torch.amp", "torch.cuda.amp", "torch.func", "torch.hub", "torch.jit", "torch.random", "torch.serialization", "torch.sparse", "torch.signal", "torch.nested", "torch.autograd.function", "torch.autograd.functional", "torch.autograd.variable",
         "torch.distributions", "torch.optim.optimizer", "torch.utils", "torch.nn.parameter", "torch.nn.parallel", "torch.nn.modules"] + sorted(m for m in sys.modules if m.startswith("torch.nn.modules.") and "." not in m[17:] and "_" not in m[17:])
out = {}
for m in mods:
    mod = importlib.import_module(m)
    out[m] = sorted(n for n in dir(torch._C._VariableFunctions if m == "torch._VF" else mod) if not n.startswith("__"))
out["Tensor"] = sorted(n for n in set(dir(torch.Tensor))|set(dir(torch.nn.Parameter(torch.ones(1)))))
print("""/** Names that PyTorch 2.13 has, by module; made by scripts/oracle/names.py. What is not among them is an AttributeError; what is, and has no rule, is unknown. */
export const TORCH_NAMES: Readonly<Record<string, string>> = {""")
for k,v in out.items():
    print("  %s:\n    %s," % (json.dumps(k), json.dumps(" ".join(v))))
print("};")

# Where an object is at home: under which name the rules, or the standard library, know it.
HOMES = ("torch", "torch.nn.functional", "torch.nn", "torch.nn.init", "torch.nn.utils.rnn", "torch.optim", "torch.utils.data", "torch.autograd", "torch.distributions", "typing", "collections.abc", "functools", "collections", "enum", "warnings")
home = {}
for h in HOMES:
    for n, v in vars(importlib.import_module(h)).items():
        if not n.startswith("_") and n in (getattr(importlib.import_module(h), "__all__", None) or vars(importlib.import_module(h))) and (getattr(v, "__module__", None) or h).split(".")[0] in (h.split(".")[0], "typing") and isinstance(v, type | types.FunctionType | types.BuiltinFunctionType):
            home.setdefault(id(v), (h, n))

def aliases(m):
    """Names in a module for what is at home elsewhere, by that home; a module is its own."""
    found = {}
    for n, v in sorted(vars(importlib.import_module(m)).items()):
        at = (v.__name__, "") if isinstance(v, types.ModuleType) and "._" not in v.__name__ and not v.__name__.startswith("_") else home.get(id(v))
        if at and not n.startswith("__") and at != (m, n) and at != (f"{m}.{n}", ""):
            found.setdefault(at[0], []).append(n if at[1] == n else f"{n}={at[1]}")
    return " ".join(f"{h}:{','.join(names)}" for h, names in found.items())

print("""
/** Names in PyTorch's modules for what is at home elsewhere, by that home: `torch.nn.functional:F=` is the module, `torch:Tensor` has the same name there. */
export const TORCH_ALIASES: Readonly<Record<string, string>> = {""")
for m in mods:
    if m not in ("torch", "torch.nn", "torch._VF") and aliases(m):
        print("  %s:\n    %s," % (json.dumps(m), json.dumps(aliases(m))))
print("};")

def walk(folder, prefix, depth):
    """Every module under a package's folder, to a depth, without importing any."""
    found = []
    for m in pkgutil.iter_modules([folder]):
        found.append(prefix + m.name)
        if m.ispkg and depth > 1:
            found += walk(os.path.join(folder, m.name), prefix + m.name + ".", depth - 1)
    return found
def registered(packages):
    """Modules that packages enter in `sys.modules` under names that are no files, when they are imported."""
    for name in packages:
        try:
            importlib.import_module(name)
        except Exception:
            pass
    return [name for name in sys.modules if name.startswith("torch.") and name.count(".") <= 3]

files = walk(torch.__path__[0], "torch.", 3)
packages = {}
for name in sorted({*files, *registered({f.rsplit(".", 1)[0] for f in files})}, key=lambda n: n.split(".")):
    parent, child = name.rsplit(".", 1)
    packages.setdefault(parent, []).append(child)
print("""
/** Modules that PyTorch 2.13 has, by the package they are in, three levels deep: of others, an import fails. */
export const TORCH_MODULES: Readonly<Record<string, string>> = {""")
for k, v in packages.items():
    print("  %s:\n    %s," % (json.dumps(k), json.dumps(" ".join(sorted(v)))))
print("};")
