import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const usual = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** Path of a Chromium or Chrome; on Debian as root it is installed where there is none. */
export function findChromium(): string {
  const named = process.env.CHROME_PATH;
  const found = [...(named ? [named] : []), ...usual].find((file) => existsSync(file));
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("installing chromium …");
    const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: "pipe" } as const;
    execFileSync("apt-get", ["update"], options);
    execFileSync(
      "apt-get",
      ["-o", "DPkg::Lock::Timeout=400", "install", "-y", "--no-install-recommends", "chromium"],
      options,
    );
    return findChromium();
  }
  throw new Error("the tests in VS Code need Chromium or Chrome: install one, or name it in CHROME_PATH");
}
