import path from "node:path";

type Exists = (path: string) => boolean;

/**
 * The Python environment for some projects: the active one (`VIRTUAL_ENV`, `CONDA_PREFIX`), else the
 * nearest virtual environment in a project's folder or above it.
 */
export function findPythonEnv(
  projects: readonly string[],
  environ: Readonly<Record<string, string | undefined>>,
  exists: Exists,
): string | undefined {
  const active = environ.VIRTUAL_ENV ?? environ.CONDA_PREFIX;
  if (active && exists(active)) return active;
  for (const project of projects) {
    for (const folder of upwards(project)) {
      const found = [".venv", "venv", "env", ".env"]
        .map((name) => path.posix.join(folder, name))
        .find((env) => exists(path.posix.join(env, "pyvenv.cfg")));
      if (found) return found;
    }
  }
  return undefined;
}

/** The environment's folder, given it or its interpreter (`ENV/bin/python3`, `ENV\Scripts\python.exe`, `ENV\python.exe`). */
export function toEnv(stated: string, exists: Exists): string | undefined {
  if (!exists(stated)) return undefined;
  if (!/^python[\d.]*(\.exe)?$/i.test(path.posix.basename(stated))) return stated;
  const folder = path.posix.dirname(stated);
  return /^(bin|scripts)$/i.test(path.posix.basename(folder)) ? path.posix.dirname(folder) : folder;
}

/** The folder that imports of a file start from: the first one above it that is no package. */
export function projectRoot(file: string, exists: Exists): string {
  const folders = upwards(path.posix.dirname(file));
  return folders.find((folder) => !exists(path.posix.join(folder, "__init__.py"))) ?? path.posix.dirname(file);
}

/** A folder and all above it. */
function upwards(folder: string): readonly string[] {
  const above = path.posix.dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
