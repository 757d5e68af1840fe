import torch, json, importlib, os, pkgutil, sys, torch.nn.utils.rnn, torch.utils.checkpoint, torch.utils.data, torch.nn.utils.parametrizations, torch.nn.utils.parametrize
mods = ["torch","torch.nn","torch.nn.functional","torch.linalg","torch.fft","torch.special","torch.nn.init","torch.optim","torch.optim.lr_scheduler","torch.utils.data","torch.nn.utils","torch.nn.utils.rnn","torch.cuda","torch.autograd","torch.utils.checkpoint"]
out = {}
for m in mods:
    mod = importlib.import_module(m)
    out[m] = sorted(n for n in dir(mod) if not n.startswith("__"))
out["Tensor"] = sorted(n for n in set(dir(torch.Tensor))|set(dir(torch.nn.Parameter(torch.ones(1)))))
print("""/** Names that PyTorch 2.13 has, by module; made by scripts/oracle/names.py. What is not among them is an AttributeError; what is, and has no rule, is unknown. */
export const TORCH_NAMES: Readonly<Record<string, string>> = {""")
for k,v in out.items():
    print("  %s:\n    %s," % (json.dumps(k), json.dumps(" ".join(v))))
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
