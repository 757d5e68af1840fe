import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

/** The process id of the language server that this extension host started; undefined while there is none. */
export function serverProcess(): number | undefined {
  const mine = `--clientProcessId=${process.pid}`;
  const found = commandLines().find(({ line }) => line.includes("server.cjs") && line.includes(mine));
  return found?.pid;
}

function commandLines(): { pid: number; line: string }[] {
  if (!existsSync("/proc/self/cmdline")) {
    const lines = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" }).split("\n");
    return lines.map((line) => ({ pid: Number.parseInt(line, 10), line }));
  }
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => ({ pid: Number(pid), line: commandLine(pid) }));
}

/** Empty for a process that has ended meanwhile. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    return "";
  }
}
