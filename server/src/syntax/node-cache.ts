/** A folder of the user's disk for what can be made again. */
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

/** Where this user's programs keep what they can make again. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform, home: string = homedir()): string {
  const own = env["SHAPELINT_CACHE_DIR"];
  if (own) return path.resolve(own);
  if (platform === "win32") return path.join(env["LOCALAPPDATA"] ?? path.join(home, "AppData", "Local"), "shapelint", "Cache");
  if (platform === "darwin") return path.join(home, "Library", "Caches", "shapelint");
  return path.join(env["XDG_CACHE_HOME"] || path.join(home, ".cache"), "shapelint");
}

/**
 * Bytes by name, in a folder of one kind and format: a program of another format has its own, and the first that writes
 * removes the others of the kind. Of more than `most` the older half is let go of. What cannot be read or written is not stored.
 */
export class DiskCache {
  private readonly folder: string;
  private readonly kind: string;
  private readonly name: string;
  private readonly most: number;
  private prepared = false;

  constructor(folder: string, kind: string, format: string, most: number) {
    this.folder = folder;
    this.kind = kind;
    this.name = `${kind}-${format}`;
    this.most = most;
  }

  load(name: string): Uint8Array | undefined {
    try {
      return readFileSync(path.join(this.folder, this.name, name));
    } catch {
      return undefined;
    }
  }

  save(name: string, bytes: Uint8Array): void {
    try {
      if (!this.prepared) this.prepare();
      write(path.join(this.folder, this.name, name), bytes);
    } catch {
      // A full or locked disk costs time at the next start, nothing else.
    }
  }

  private prepare(): void {
    this.prepared = true;
    const own = path.join(this.folder, this.name);
    mkdirSync(own, { recursive: true });
    for (const other of readdirSync(this.folder)) if (other.startsWith(`${this.kind}-`) && other !== this.name) rmSync(path.join(this.folder, other), { recursive: true, force: true });
    letGo(own, this.most);
  }
}

/** Whoever reads meanwhile finds all of it or nothing. */
function write(file: string, bytes: Uint8Array): void {
  const unfinished = path.join(path.dirname(file), `.${randomBytes(8).toString("hex")}`);
  try {
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

/** Removes the older half of more files than are wanted. */
function letGo(folder: string, most: number): void {
  const files = readdirSync(folder);
  if (files.length <= most) return;
  const aged = files.map((file) => ({ file, written: statSync(path.join(folder, file)).mtimeMs })).sort((a, b) => a.written - b.written);
  for (const { file } of aged.slice(0, files.length - Math.floor(most / 2))) rmSync(path.join(folder, file), { force: true });
}
