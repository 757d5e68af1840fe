/** Where imports are looked for: given folders, the project's, and the environment's packages. */
import type { FileSystem } from "../python/imports.ts";

export interface RootOptions {
  readonly fs: FileSystem;
  readonly searchPaths: readonly string[];
  readonly projectDir?: string;
  readonly pythonEnv?: string;
}

/** Signs of a project's top folder. */
const MARKERS = ["pyproject.toml", "setup.py", "setup.cfg", ".git", "requirements.txt", ".vscode"];
/** Signs of a distribution's top folder: one below it with its own `requirements.txt` (tests, examples) imports from it. */
const TOP_MARKERS = ["pyproject.toml", "setup.py", "setup.cfg", ".git"];

export function importRoots(o: RootOptions, path: string): string[] {
  const folder = parent(path);
  const project = o.projectDir ?? findProject(o.fs, folder);
  const roots = [...o.searchPaths, outsidePackage(o.fs, folder), folder, ...between(o.fs, folder, project), ...[project, ...(o.projectDir === undefined ? distributionAround(o.fs, project) : [])].flatMap((top) => [top, `${top}/src`])];
  const env = o.pythonEnv ?? findEnvironment(o.fs, folder, project);
  if (env !== undefined) for (const packages of sitePackages(o.fs, env)) roots.push(packages, ...linkedFolders(o.fs, packages));
  return [...new Set(roots)].filter((r) => o.fs.isDirectory(r));
}

/** A project with more files is looked through in part. */
const MOST_FILES = 800;

/** The texts of a project's Python files, and of those that tell how to use it, those nearest to a file first. */
export function projectTexts(o: RootOptions, path: string): { readonly texts: ReadonlyMap<string, string>; readonly areAll: boolean } {
  const { fs } = o;
  const project = o.projectDir ?? findProject(fs, parent(path));
  const files = new Set([path]);
  const seen = new Set<string>();
  for (let top = parent(path); ; top = parent(top)) {
    const folders = [top];
    for (let folder = folders.shift(); folder !== undefined && files.size <= MOST_FILES; folder = folders.shift()) {
      if (seen.has(folder)) continue;
      seen.add(folder);
      for (const name of fs.list(folder)) {
        const full = `${folder}/${name}`;
        if (/\.(py|ipynb|md|rst)$/.test(name)) files.add(full);
        else if (!/\.|^(node_modules|venv|env|__pycache__|data|datasets)$/.test(name) && fs.isDirectory(full)) folders.push(full);
      }
    }
    if (top === project || top === "/" || !top.startsWith(project)) break;
  }
  const texts = new Map<string, string>();
  for (const f of [...files].slice(0, MOST_FILES)) {
    const text = fs.readFile(f);
    if (text !== undefined) texts.set(f, text);
  }
  return { texts, areAll: files.size <= MOST_FILES };
}

function parent(path: string): string {
  const i = path.lastIndexOf("/");
  return i <= 0 ? "/" : path.slice(0, i);
}

/** Folders above a file, up to the project's, from which its program may be started: those that are no packages. */
function between(fs: FileSystem, folder: string, project: string): string[] {
  const out: string[] = [];
  for (let at = parent(folder); at.startsWith(`${project}/`); at = parent(at)) if (!fs.exists(`${at}/__init__.py`)) out.push(at);
  return out;
}

/** The folder in which the package that a folder belongs to stands. */
function outsidePackage(fs: FileSystem, folder: string): string {
  let at = folder;
  while (at !== "/" && fs.exists(`${at}/__init__.py`)) at = parent(at);
  return at;
}

function findProject(fs: FileSystem, folder: string): string {
  for (let at = folder; ; at = parent(at)) {
    if (MARKERS.some((m) => fs.exists(`${at}/${m}`))) return at;
    if (at === "/") return folder;
  }
}

/** The distribution that a project's folder is a part of. */
function distributionAround(fs: FileSystem, project: string): readonly string[] {
  if (TOP_MARKERS.some((m) => fs.exists(`${project}/${m}`))) return [];
  for (let at = project; at !== "/"; at = parent(at)) if (TOP_MARKERS.some((m) => fs.exists(`${at}/${m}`))) return [at];
  return [];
}

/** A virtual environment beside the file or above it, no higher than the project. */
function findEnvironment(fs: FileSystem, folder: string, project: string): string | undefined {
  for (let at = folder; ; at = parent(at)) {
    for (const name of [".venv", "venv", "env", ".env"]) if (fs.exists(`${at}/${name}/pyvenv.cfg`)) return `${at}/${name}`;
    if (at === project || at === "/") return undefined;
  }
}

/** Folders that `*.pth` files of an environment add, and those of packages that are installed to be edited (`pip install -e`). */
function linkedFolders(fs: FileSystem, packages: string): string[] {
  const out: string[] = [];
  for (const name of fs.list(packages)) {
    if (name.endsWith(".pth")) {
      for (const line of (fs.readFile(`${packages}/${name}`) ?? "").split(/\r?\n/)) {
        if (line.trim() === "" || /^(#|import[ \t])/.test(line)) continue;
        out.push(/^(\/|[A-Za-z]:)/.test(line) ? line.trim().replaceAll("\\", "/").replace(/\/$/, "") : `${packages}/${line.trim()}`);
      }
    } else if (/^__editable___\w+_finder\.py$/.test(name)) {
      const mapping = /^MAPPING\b[^=\n]*=\s*\{([^}]*)\}/m.exec(fs.readFile(`${packages}/${name}`) ?? "")?.[1] ?? "";
      for (const [, top = "", path = ""] of mapping.matchAll(/'([^']+)'\s*:\s*'([^']+)'/g)) if (path.endsWith(`/${top}`)) out.push(parent(path));
    }
  }
  return out;
}

/** The package folders of an environment (POSIX, Windows, conda). */
export function sitePackages(fs: FileSystem, env: string): string[] {
  if (/\/(site|dist)-packages$/.test(env)) return [env];
  const out = [`${env}/Lib/site-packages`];
  for (const lib of [`${env}/lib`, `${env}/lib64`]) {
    for (const name of fs.isDirectory(lib) ? fs.list(lib) : []) if (name.startsWith("python3")) out.push(`${lib}/${name}/site-packages`, `${lib}/${name}/dist-packages`);
  }
  return out.filter((p) => fs.isDirectory(p));
}
