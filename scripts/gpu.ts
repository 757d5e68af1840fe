/**
 * Runs test/gpu, the WebGPU kernels in Node. Dawn brings no Vulkan: on Debian it is given Chromium's own loader and
 * SwiftShader, a driver that runs on the CPU, by variables that the dynamic linker reads when a process begins.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const chromium = "/usr/lib/chromium";
const driver = path.join(chromium, "vk_swiftshader_icd.json");
const vulkan = existsSync(driver) ? { VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: chromium } : {};
const env = { XDG_RUNTIME_DIR: tmpdir(), ...vulkan, ...process.env };
const { status } = spawnSync("mocha", ["test/gpu/**/*.test.ts"], { stdio: "inherit", env, shell: process.platform === "win32" });
process.exit(status ?? 1);
