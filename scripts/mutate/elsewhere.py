"""Asks PyTorch about mutants that run where they were recorded, and of which the analysis says that another entry of their file fails.

usage: npx tsx scripts/mutate.ts --check --json ROWS.json; elsewhere.py ROWS.json
Runs the entries that the rows of kind ALARM name, each on a batch of images, the mutant's and the original's. What the original runs and
the mutant does not is kept in test/mutants/elsewhere.json: {"FILE INDEX": [entry, input, exception, message]}.
"""
import gzip, hashlib, json, os, sys

import record

HERE = os.path.dirname(os.path.abspath(__file__))
KEPT = os.path.join(HERE, "..", "..", "test", "mutants", "elsewhere.json")
INPUTS = ("2x3x224x224", "2x3x64x64", "1x3x16x112x112", "2x3x256x256")
MOST = 4  # entries of a mutant


def main():
    kept = json.load(open(KEPT)) if os.path.exists(KEPT) else {}
    record.quick_weights()
    for row in json.load(open(sys.argv[1])):
        key = f"{row['file']} {row['index']}"
        if row["outcome"] != "ALARM" or key in kept:
            continue
        head, *mutants = gzip.open(os.path.join(HERE, "..", "..", "test", "mutants", row["file"]), "rt").read().splitlines()
        mutant = json.loads(mutants[row["index"]])
        case = json.loads(head)["cases"][mutant["case"]]
        path, text = record.module_text(case)
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == case["sha"]
        found = fails(case, path, text, mutated(text, mutant["edits"]), row["entries"])
        print(key, found or "no entry that fails was found", flush=True)
        if found:
            kept[key] = found
    with open(KEPT, "w", encoding="utf-8") as out:
        out.write("{\n" + ",\n".join(f"{json.dumps(k)}: {json.dumps(kept[k])}" for k in sorted(kept)) + "\n}\n")


def fails(case, path, text, changed, entries):
    for entry in entries[:MOST]:
        for inputs in INPUTS:
            asked = {**case, "entry": entry, "inputs": [inputs], "mode": "eval", "kwargs": {}, "setup": None}
            error = record.attempt(asked, path, changed)
            if error is None:
                break
            if record.attempt(asked, path, text) is None:
                return [entry, inputs, error[0], error[1].split("\n")[0]]
    return None


def mutated(text, edits):
    out, at = [], 0
    for start, end, pieces in sorted(edits):
        out.append(text[at:start] + "".join(p if isinstance(p, str) else text[p[0] : p[1]] for p in pieces))
        at = end
    return "".join(out) + text[at:]


if __name__ == "__main__":
    main()
