/** The pooling preview's page. */
import "../page.css";
import "./style.css";
import { Kernel } from "../kernels/kernel.ts";
import { type Axis, inputLength, type Pooled, type Pooling } from "../kernels/pooling.ts";
import shader from "../kernels/pooling.wgsl";
import { connect, element, t } from "../page.ts";
import { type Form, showControls } from "./controls.ts";
import { type Cell, droppedCells, explainCell, numberText, sizeFormulas, tapsOf } from "./explain.ts";
import { cellUnder, drawPlane, type Layout } from "./grid.ts";
import type { FromPage, PoolingSite, ToPage } from "./messages.ts";
import { sampleInput } from "./samples.ts";
import { axesOf, changesOf, planOf, refusal, setupOf } from "./setup.ts";

interface Picture {
  readonly plan: Pooling;
  readonly input: Float32Array;
  readonly pooled: Pooled;
}

const send = connect<ToPage, FromPage>(receive);
const kernel = new Kernel(navigator.gpu, shader);

let sites: readonly PoolingSite[] = [];
let chosenSite = 0;
let form: Form | undefined;
let picture: Picture | undefined;
let cell: Cell = [0, 1, 1];
/** Only the newest change is drawn. */
let turn = 0;

const title = element("button", {
  type: "button",
  class: "link",
  title: t("Show in the source"),
  click: () => send({ kind: "reveal" }),
});
const chooser = element("select", { id: "site", "aria-label": t("Pooling in this file"), change: choose });
const badge = element("span", { class: "badge" });
const applyButton = element("button", { type: "button", id: "apply", click: apply }, t("Apply to source"));
const resetButton = element("button", { type: "button", id: "reset", class: "quiet", click: reset }, t("Reset"));
const controls = element("div", { class: "controls" });
const complaint = element("p", { class: "error", role: "alert", hidden: true });
const inputTitle = element("h2");
const outputTitle = element("h2");
const inputCanvas = grid("input", t("Input. Arrow keys move the window."));
const outputCanvas = grid("output", t("Output. Arrow keys choose a cell."));
const formulas = element("div", { class: "formulas" });
const explained = element("div", { class: "explained", "aria-live": "polite", id: "explained" });
const legend = element("p", { class: "muted legend" });
const planes = element(
  "div",
  { class: "planes" },
  element("figure", {}, inputTitle, inputCanvas),
  element("figure", {}, outputTitle, outputCanvas),
);
const stage = element("div", { class: "stage" }, complaint, formulas, explained, planes, legend);
const side = element("aside", {}, controls, element("div", { class: "actions" }, applyButton, resetButton));

document.body.append(
  element("header", {}, title, element("div", { class: "titles" }, chooser, badge)),
  element("main", {}, side, stage),
);
new ResizeObserver(() => draw()).observe(stage);
new MutationObserver(() => draw()).observe(document.body, { attributeFilter: ["class"] });
send({ kind: "ready" });
void kernel.settled.then(() => {
  if (form) void change(form);
});

function receive(message: ToPage): void {
  const began = performance.now();
  if (message.kind === "none") {
    complain(t("There is no pooling or convolution here any more."));
    return;
  }
  if (message.kind === "pool") {
    void answer(message);
    return;
  }
  if (message.kind === "picture") {
    void take(message);
    return;
  }
  const before = form?.setup.site;
  sites = message.sites;
  chosenSite = message.chosen;
  const site = sites[chosenSite];
  if (!site) return;
  chooser.replaceChildren(
    ...sites.map((s, i) => element("option", { selected: i === chosenSite }, `${s.range.start.line + 1}: ${s.name}`)),
  );
  title.replaceChildren(element("code", {}, shortened(site.source)));
  if (before && before.source === site.source && String(before.inputs) === String(site.inputs) && form) {
    form = { ...form, setup: { ...form.setup, site } };
  } else {
    const setup = setupOf(site, form?.setup.filter ?? "Sobel x");
    const isSame = before?.name === site.name && String(before.inputs) === String(site.inputs);
    const size = isSame && form ? form.input.size : sizeOf(site);
    form = {
      setup,
      input: { sample: "random", seed: 1, picture: undefined, ...form?.input, size },
      reaching: site.inputs.map((shape) => `(${shape.join(", ")})`),
    };
  }
  void change(form, began);
}

/** Pools a picture's brightness in place of the sample. */
async function take({ name, bytes }: Extract<ToPage, { kind: "picture" }>): Promise<void> {
  const bitmap = await createImageBitmap(new Blob([bytes]));
  if (form) await change({ ...form, input: { ...form.input, sample: "image", picture: { name, bitmap } } });
}

async function answer({ id, plan, input }: Extract<ToPage, { kind: "pool" }>): Promise<void> {
  await kernel.settled;
  const { pooled, by } = await kernel.pool(plan, input);
  const bits = [...new Uint32Array(pooled.values.buffer, pooled.values.byteOffset, pooled.values.length)];
  send({ kind: "pooled", id, bits, indices: pooled.indices && [...pooled.indices], kernel: by });
}

/** The last sizes that the model gives; 10 where they are symbols. */
function sizeOf({ inputs, dimensions }: PoolingSite): readonly number[] {
  const shape = inputs[0]?.slice(-dimensions) ?? [];
  return Array.from({ length: dimensions }, (_, i) => {
    const size = shape[i];
    return typeof size === "number" && size > 0 ? Math.min(size, 256) : 10;
  });
}

async function change(fresh: Form, began = performance.now()): Promise<void> {
  form = fresh;
  const mine = ++turn;
  const { setup, input } = fresh;
  showControls(controls, fresh, (next) => {
    if (form) void change(next(form));
  });
  const isChanged = Object.keys(changesOf(setup)).length > 0;
  applyButton.disabled = !isChanged;
  resetButton.disabled = !isChanged;
  const refused = refusal(setup, input.size);
  complain(refused ? t(refused.text, ...refused.values) : undefined);
  if (refused) return;
  const plan = planOf(setup, input.size);
  const numbers = sampleInput(
    input.sample,
    plan.axes.map(({ size }) => size),
    input.seed,
    input.picture,
  );
  if (numbers.length !== inputLength(plan)) return;
  const { pooled, by } = await kernel.pool(plan, numbers);
  if (mine !== turn) return;
  picture = { plan, input: numbers, pooled };
  badge.textContent = by.on === "WebGPU" ? `WebGPU · ${by.adapter}` : `CPU ${by.kernel} · ${by.why}`;
  badge.title = t("The kernel that pooled this input");
  const [d, h, w] = plan.axes;
  cell = [Math.min(cell[0], d.out - 1), Math.min(cell[1], h.out - 1), Math.min(cell[2], w.out - 1)];
  draw();
  requestAnimationFrame(() => {
    send({
      kind: "shown",
      kernel: by,
      input: plan.axes.map(({ size }) => size),
      output: plan.axes.map(({ out }) => out),
      values: Array.from(pooled.values.subarray(0, 64), (value) => numberText(value)),
      indices: pooled.indices && [...pooled.indices.subarray(0, 64)],
      explained: explained.textContent ?? "",
      milliseconds: performance.now() - began,
    });
  });
}

function complain(text: string | undefined): void {
  complaint.hidden = text === undefined;
  complaint.textContent = text ?? "";
  stage.classList.toggle("refused", text !== undefined);
}

let layouts: { readonly input: Layout; readonly output: Layout } | undefined;

function draw(): void {
  if (!form || !picture) return;
  const { setup } = form;
  const { plan, input, pooled } = picture;
  const [d, h, w] = plan.axes;
  if (pooled.values.length === 0) return;
  const [z, y, x] = cell;
  const at = (z * h.out + y) * w.out + x;
  const won = pooled.indices?.[at];
  const plane = h.size * w.size;
  const taps = tapsOf(plan, cell);
  const slice = Math.floor((won !== undefined && won < d.size * plane ? won : (taps[0]?.at ?? 0)) / plane);
  const chosen = new Set(taps.map((tap) => tap.at));
  const seen = plan.axes.map(seenCells);
  const isMax = setup.site.kind.endsWith("max");
  const half = Math.max(160, (stage.clientWidth - 60) * (h.size * 1.0 > 0 ? w.size / (w.size + w.out) : 0.5));
  const inPlane = {
    height: h.size,
    width: w.size,
    value: (r: number, c: number) => input[slice * plane + r * w.size + c] ?? 0,
    margin: marginOf(setup, plan),
    padText: isMax ? "−∞" : setup.site.kind === "average" && !setup.flags.count_include_pad ? "·" : "0",
    isUnseen: (r: number, c: number) => !seen[1]?.[r] || !seen[2]?.[c],
    isChosen: (r: number, c: number) =>
      r < 0 || c < 0 || r >= h.size || c >= w.size
        ? isPadTap(setup, y, x, r, c)
        : chosen.has(slice * plane + r * w.size + c),
    isWinner: (r: number, c: number) =>
      r >= 0 && c >= 0 && r < h.size && c < w.size && won === slice * plane + r * w.size + c && taps.length > 0,
  };
  const outPlane = {
    height: h.out,
    width: w.out,
    value: (r: number, c: number) => pooled.values[(z * h.out + r) * w.out + c] ?? 0,
    margin: [0, 0, 0, 0] as const,
    padText: "",
    isUnseen: () => false,
    isChosen: () => false,
    isWinner: (r: number, c: number) => r === y && c === x,
    ...(setup.site.parameters.return_indices === true && pooled.indices
      ? { note: (r: number, c: number) => `@${pooled.indices?.[(z * h.out + r) * w.out + c] ?? ""}` }
      : {}),
  };
  layouts = {
    input: drawPlane(inputCanvas, inPlane, half),
    output: drawPlane(outputCanvas, outPlane, Math.max(120, stage.clientWidth - 60 - half)),
  };
  describe(setup.site.dimensions, slice);
}

/** Which indices along an axis some window sees. */
function seenCells(axis: Axis): readonly boolean[] {
  const seen = Array.from({ length: axis.size }, () => false);
  for (let o = 0; o < axis.out; o++) {
    for (let k = 0; k < (axis.count[o] ?? 0); k++) seen[(axis.start[o] ?? 0) + k * axis.step] = true;
  }
  return seen;
}

/** Padding around the plane, as far as windows reach. */
function marginOf(setup: Form["setup"], { axes: [, h, w] }: Pooling): readonly [number, number, number, number] {
  const isAdaptive = setup.site.kind.startsWith("adaptive");
  const side = (axis: Axis, i: number): readonly [number, number] => {
    const index = setup.site.dimensions - 2 + i;
    if (isAdaptive || index < 0) return [0, 0];
    const [k, s, p, d] = [setup.sizes.kernel_size, setup.sizes.stride, setup.sizes.padding, setup.sizes.dilation].map(
      (sizes) => sizes[index] ?? 0,
    );
    const end = (axis.out - 1) * (s ?? 1) - (p ?? 0) + (d ?? 1) * ((k ?? 1) - 1) + 1;
    return [p ?? 0, Math.max(p ?? 0, end - axis.size)];
  };
  const [top, bottom] = side(h, 0);
  const [left, right] = side(w, 1);
  return [top, left, bottom, right];
}

/** Whether the chosen window has a tap in this cell of the margin. */
function isPadTap(setup: Form["setup"], y: number, x: number, row: number, column: number): boolean {
  const { kernel_size, stride, padding, dilation } = setup.sizes;
  if (setup.site.kind.startsWith("adaptive")) return false;
  return (
    [
      [y, row, setup.site.dimensions - 2],
      [x, column, setup.site.dimensions - 1],
    ] as const
  ).every(([o, i, axis]) => {
    if (axis < 0) return i === 0;
    const offset = i - (o * (stride[axis] ?? 1) - (padding[axis] ?? 0));
    return (
      offset >= 0 && offset % (dilation[axis] ?? 1) === 0 && offset / (dilation[axis] ?? 1) < (kernel_size[axis] ?? 1)
    );
  });
}

function describe(dimensions: number, slice: number): void {
  if (!form || !picture) return;
  const { plan, input, pooled } = picture;
  const [d, h, w] = plan.axes;
  const sizes = plan.axes.slice(-dimensions);
  const shape = (read: (axis: Axis) => number): string => sizes.map(read).join(" × ");
  const depth = dimensions === 3 ? ` · ${t("depth {0}", slice)}` : "";
  inputTitle.textContent = `${t("Input")} ${shape(({ size }) => size)}${depth}`;
  outputTitle.textContent = `${t("Output")} ${shape(({ out }) => out)}${dimensions === 3 ? ` · ${t("depth {0}", cell[0])}` : ""}`;
  const lines = explainCell(form.setup, plan, input, pooled, cell).split("\n");
  explained.replaceChildren(
    ...lines.map((line, i) => element(i === 0 ? "code" : "span", i === 0 ? {} : { class: "muted" }, line)),
  );
  formulas.replaceChildren(
    ...sizeFormulas(
      form.setup,
      form.input.size,
      sizes.map(({ out }) => out),
    ).map((line) => element("code", {}, line)),
  );
  const dropped = droppedCells(axesOf(form.setup, form.input.size));
  const parts = dropped
    .map((n, i) => (n > 0 ? countText(n, i + 3 - dimensions, dimensions) : ""))
    .filter((part) => part !== "");
  legend.textContent = parts.length > 0 ? t("Hatched: no window sees the last {0}.", parts.join(", ")) : "";
  outputCanvas.setAttribute(
    "aria-label",
    `${t("Output. Arrow keys choose a cell.")} ${h.out} × ${w.out}${d.out > 1 ? ` × ${d.out}` : ""}. ${lines.join(". ")}`,
  );
}

/** Cells along an axis: 0 depth, 1 height, 2 width. */
function countText(n: number, axis: number, dimensions: number): string {
  if (dimensions === 1) return n === 1 ? t("cell") : t("{0} cells", n);
  if (axis === 0) return n === 1 ? t("slice") : t("{0} slices", n);
  if (axis === 1) return n === 1 ? t("row") : t("{0} rows", n);
  return n === 1 ? t("column") : t("{0} columns", n);
}

function grid(id: string, label: string): HTMLCanvasElement {
  const canvas = element("canvas", { id, tabindex: 0, role: "application", "aria-label": label });
  canvas.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    select([cell[0] + move[0], cell[1] + move[1], cell[2] + move[2]]);
  });
  canvas.addEventListener("pointerdown", (event) => point(canvas, event));
  canvas.addEventListener("pointermove", (event) => {
    if (event.buttons > 0) point(canvas, event);
  });
  return canvas;
}

const moves: Readonly<Record<string, Cell>> = {
  ArrowUp: [0, -1, 0],
  ArrowDown: [0, 1, 0],
  ArrowLeft: [0, 0, -1],
  ArrowRight: [0, 0, 1],
  PageUp: [-1, 0, 0],
  PageDown: [1, 0, 0],
};

/** On the output its cell is chosen; on the input the first window that sees the cell. */
function point(canvas: HTMLCanvasElement, event: PointerEvent): void {
  if (!layouts || !picture) return;
  const [, h, w] = picture.plan.axes;
  if (canvas === outputCanvas) {
    const [y, x] = cellUnder(canvas, layouts.output, event);
    select([cell[0], y, x]);
    return;
  }
  const [row, column] = cellUnder(canvas, layouts.input, event);
  const [y, x] = [firstSeeing(h, row), firstSeeing(w, column)];
  if (y >= 0 && x >= 0) select([cell[0], y, x]);
}

function firstSeeing(axis: Axis, index: number): number {
  for (let o = 0; o < axis.out; o++) {
    const offset = index - (axis.start[o] ?? 0);
    if (offset >= 0 && offset % axis.step === 0 && offset / axis.step < (axis.count[o] ?? 0)) return o;
  }
  return -1;
}

function select(wanted: Cell): void {
  if (!picture) return;
  const within = picture.plan.axes.map(({ out }, i) => Math.max(0, Math.min(out - 1, wanted[i] ?? 0)));
  cell = [within[0] ?? 0, within[1] ?? 0, within[2] ?? 0];
  draw();
}

function choose(): void {
  send({ kind: "choose", index: chooser.selectedIndex });
}

function apply(): void {
  if (form) send({ kind: "apply", changes: changesOf(form.setup) });
}

function reset(): void {
  if (form) void change({ ...form, setup: setupOf(form.setup.site, form.setup.filter) });
}

function shortened(source: string): string {
  const line = source.replace(/\s+/g, " ");
  return line.length > 90 ? `${line.slice(0, 88)}…` : line;
}
