import torch, json, importlib, torch.nn.utils.rnn, torch.utils.checkpoint, torch.utils.data, torch.nn.utils.parametrizations, torch.nn.utils.parametrize
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
