// Stands in for the analysis thread; the path of a question says how it behaves.
import { parentPort, workerData } from "node:worker_threads";

const flag = new Int32Array(workerData.interrupt);
const overlays = new Map();
let settings;

function untilInterrupted() {
  while (Atomics.load(flag, 0) === 0);
}

parentPort.on("message", (message) => {
  if (message.kind === "overlay") overlays.set(message.path, message.text);
  if (message.kind === "configure") settings = message.settings;
  if (message.kind !== "question") return;
  const { id, question } = message;
  const text = overlays.get(question.path) ?? "";
  if (text === "crash") throw new Error("no such luck");
  if (text === "memory") for (const hoard = []; ; ) hoard.push(new Array(1000).fill(hoard.length));
  if (text === "hang") for (;;);
  if (text === "slow") {
    untilInterrupted();
    parentPort.postMessage({ kind: "interrupted", id });
  } else if (text === "fail") parentPort.postMessage({ kind: "failed", id, error: "a bug" });
  else parentPort.postMessage({ kind: "answer", id, answer: [{ about: question.about, text, settings }] });
});
