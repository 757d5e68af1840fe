/** A file of an installed package, or one that is bundled: read, never reported on. */
export function isLibrary(path: string): boolean {
  return path.startsWith("<") || /\/(site-packages|dist-packages)\//.test(path) || /\/lib\/python3[^/]*\//.test(path);
}
