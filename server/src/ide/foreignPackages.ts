/**
 * Installed packages that have no part in a tensor's shape: nothing in them
 * imports torch, and they are compiled, or so large that reading them takes
 * longer than all else (SciPy, matplotlib, networkx). What they
 * give is unknown. Small ones of plain Python are read: they hold
 * configurations.
 */
import type { FileSystem } from "../python/imports.ts";

/** More modules than this, in the package and the folders right in it, are not read. */
const MOST_MODULES = 40;

const COMPILED = /\.(so|pyd|dylib)$/;
const IMPORTS_TORCH = /^[ \t]*(import|from)[ \t]+torch\b/m;

/** Whether the package in a folder of an environment is one of those. */
export function isForeign(fs: FileSystem, folder: string): boolean {
  if (!fs.exists(`${folder}/__init__.py`)) return false;
  const modules: string[] = [];
  let isCompiled = false;
  const look = (at: string, isTop: boolean): void => {
    for (const name of fs.list(at)) {
      const path = `${at}/${name}`;
      if (/^(conftest|test_\w+)\.py$/.test(name)) continue;
      if (name.endsWith(".py")) modules.push(path);
      else if (COMPILED.test(name)) isCompiled = true;
      else if (isTop && !name.includes(".") && name !== "tests" && name !== "__pycache__" && fs.isDirectory(path)) look(path, false);
    }
  };
  look(folder, true);
  if (!isCompiled && modules.length <= MOST_MODULES) return false;
  return !modules.some((path) => IMPORTS_TORCH.test(fs.readFile(path) ?? ""));
}
