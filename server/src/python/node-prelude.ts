import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const known = new Map<string, string | undefined>();

/**
 * The Python source bundled with the product, by module name, from beside the
 * bundle or from the source tree: `_bundled.torch.nn` is what completes the
 * native `torch.nn`. Each file is read when it is first asked for.
 */
export function bundledSource(name: string): string | undefined {
  if (!known.has(name)) known.set(name, read(name));
  return known.get(name);
}

const BUNDLED = "_bundled.";

function read(name: string): string | undefined {
  const [library, rest] = name.startsWith(BUNDLED) ? ["torch", name.slice(BUNDLED.length)] : ["python", name];
  const file = rest.replaceAll(".", "/");
  const here = import.meta.dirname;
  for (const folder of [path.join(here, "prelude", library), path.join(here, "..", library, "prelude")]) {
    for (const candidate of [`${file}.py`, `${file}/__init__.py`]) {
      const full = path.join(folder, candidate);
      if (existsSync(full)) return readFileSync(full, "utf8");
    }
  }
  return undefined;
}
