/**
 * Runs test/gpu, the WebGPU kernels in Node. Dawn brings no Vulkan: on Linux it is given Chromium's or Chrome's own loader
 * and SwiftShader, a driver that runs on the CPU, by variables that the dynamic linker reads when a process begins.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const browsers = ["/usr/lib/chromium", "/usr/lib/chromium-browser", "/opt/google/chrome"];
const driver = "vk_swiftshader_icd.json";
const browser = browsers.find((folder) => existsSync(path.join(folder, driver)));
const vulkan = browser ? { VK_ICD_FILENAMES: path.join(browser, driver), LD_LIBRARY_PATH: browser } : {};
const env = { XDG_RUNTIME_DIR: tmpdir(), ...vulkan, ...process.env };
const { status } = spawnSync("mocha", ["test/gpu/**/*.test.ts"], {
  stdio: "inherit",
  env,
  shell: process.platform === "win32",
});
process.exit(status ?? 1);
