/** The form: what is pooled, with which parameters. */
import { element, t } from "../page.ts";
import { type Filter, filters } from "./filters.ts";
import { type Picture, type Sample, samples } from "./samples.ts";
import { flagParameters, type Setup, type SizeParameter, sizeParameters, withSize } from "./setup.ts";

export interface InputChoice {
  readonly sample: Sample;
  readonly seed: number;
  /** One size a dimension of the pooling. */
  readonly size: readonly number[];
  readonly picture: Picture | undefined;
}

export interface Form {
  readonly setup: Setup;
  readonly input: InputChoice;
  /** Sizes that the model gives this layer, as text. */
  readonly reaching: readonly string[];
}

/** Changes the form as it is when the user's hand moves: controls outlive the form that they were made for. */
type Change = (next: (form: Form) => Form) => void;

/** Brings `into` up to date. A control that stays what it was keeps its element: it may be under the user's hand. */
export function showControls(into: HTMLElement, form: Form, change: Change): void {
  const fresh = element("div", {}, parameterGroup(form, change), inputGroup(form, change));
  bring(into, fresh);
}

/** Gives an element the children of a fresh one, and those that are alike their attributes and values. */
function bring(old: Element, fresh: Element): void {
  const before = [...old.childNodes];
  const after = [...fresh.childNodes];
  const kept = after.map((node, i) => {
    const was = before[i];
    if (!(was instanceof Element && node instanceof Element) || !isAlike(was, node)) return node;
    if (was instanceof HTMLInputElement && node instanceof HTMLInputElement) {
      // What is being typed stays, unless the number is another by now.
      if (was.type !== "file" && was.defaultValue !== node.defaultValue) was.value = node.value;
      was.checked = node.checked;
    }
    for (const { name, value } of node.attributes) was.setAttribute(name, value);
    bring(was, node);
    if (was instanceof HTMLSelectElement && node instanceof HTMLSelectElement) was.selectedIndex = node.selectedIndex;
    return was;
  });
  if (kept.length !== before.length || kept.some((node, i) => node !== before[i])) old.replaceChildren(...kept);
}

function isAlike(a: Element, b: Element): boolean {
  return a.tagName === b.tagName && a.id === b.id && a.getAttribute("type") === b.getAttribute("type");
}

function inputGroup(form: Form, change: Change): HTMLElement {
  const { input } = form;
  const set = (fresh: Partial<InputChoice>): void => change((now) => ({ ...now, input: { ...now.input, ...fresh } }));
  const sample = select("sample", samples, input.sample, sampleName, (chosen) => {
    if (chosen === "image" && !input.picture) file.click();
    else set({ sample: chosen });
  });
  const file = element("input", {
    type: "file",
    accept: "image/*",
    class: "hidden",
    tabindex: -1,
    "aria-label": t("Image"),
  });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    set({ sample: "image", picture: { name: chosen.name, bitmap: await createImageBitmap(chosen) } });
  });
  const isRandom = input.sample === "random" || input.sample === "special";
  const seed = number("seed", t("Seed"), input.seed, 0, 9999, (value) => set({ seed: value }));
  const again = element("button", { type: "button", class: "quiet", click: () => file.click() }, t("Choose…"));
  const extra = isRandom ? [seed] : input.sample === "image" ? [again] : [];
  const sizes = input.size.map((value, i) => {
    const name = axisName(input.size.length, i);
    return number(`size-${i}`, name, value, 1, 512, (n) =>
      change((now) => ({
        ...now,
        input: { ...now.input, size: now.input.size.map((old, j) => (i === j ? n : old)) },
      })),
    );
  });
  return group(
    t("Input"),
    row(t("Sample"), "sample", sample, ...extra, file),
    row(t("Size"), "size-0", ...sizes),
    ...form.reaching.map((text) =>
      element("p", { class: "muted note" }, t("The model gives it "), element("code", {}, text)),
    ),
  );
}

type SetUp = (next: (setup: Setup) => Setup) => void;

function parameterGroup(form: Form, change: Change): HTMLElement {
  const { setup } = form;
  const set: SetUp = (next) => change((now) => ({ ...now, setup: next(now.setup) }));
  const rows = sizeParameters(setup).map((name) => sizeRow(setup, name, set));
  const flags = flagParameters(setup).map((name) => {
    const toggle = (event: Event): void => {
      const checked = event.target instanceof HTMLInputElement && event.target.checked;
      set((now) => ({ ...now, flags: { ...now.flags, [name]: checked } }));
    };
    const box = element("input", { type: "checkbox", id: name, checked: setup.flags[name], change: toggle });
    return element("label", { class: "flag", for: name }, box, element("code", {}, name));
  });
  const kernel =
    setup.site.kind === "convolution"
      ? [
          row(
            t("Kernel"),
            "filter",
            select("filter", filters, setup.filter, filterName, (filter) => set((now) => ({ ...now, filter }))),
          ),
        ]
      : [];
  return group(t("Parameters"), ...kernel, ...rows, ...flags);
}

const limits: Readonly<Record<SizeParameter, readonly [least: number, most: number]>> = {
  kernel_size: [1, 11],
  stride: [1, 8],
  padding: [0, 5],
  dilation: [1, 5],
  output_size: [1, 16],
};

function sizeRow(setup: Setup, name: SizeParameter, set: SetUp): HTMLElement {
  const values = setup.sizes[name];
  const [least, most] = limits[name];
  const sliders = values.map((value, i) => {
    const id = `${name}-${i}`;
    const label = values.length > 1 ? `${name} ${axisName(values.length, i)}` : name;
    const read = (event: Event): void => {
      if (!(event.target instanceof HTMLInputElement)) return;
      const n = Math.max(least, Math.round(event.target.valueAsNumber || 0));
      const isSlider = event.target.type === "range";
      event.target.value = String(n);
      set((now) => {
        const sizes = now.sizes[name];
        // While the sizes are equal they move together; Alt moves one alone, as does typing a number.
        const together = isSlider && !alone && sizes.every((v) => v === sizes[0]);
        return withSize(
          now,
          name,
          sizes.map((old, j) => (together || i === j ? n : old)),
        );
      });
    };
    const max = Math.max(most, value);
    const slider = element("input", {
      type: "range",
      id,
      min: least,
      max,
      step: 1,
      value,
      "aria-label": label,
      input: read,
    });
    const box = element("input", {
      type: "number",
      id: `${id}-n`,
      min: least,
      value,
      "aria-label": label,
      change: read,
    });
    const axis = values.length > 1 ? [element("span", { class: "muted axis" }, axisName(values.length, i))] : [];
    return element("div", { class: "slider" }, ...axis, slider, box);
  });
  const legend = element("legend", {}, element("code", {}, name));
  return element("fieldset", { class: "size" }, legend, ...sliders);
}

let alone = false;
for (const type of ["keydown", "keyup", "pointerdown"] as const) {
  window.addEventListener(type, (event) => {
    alone = event.altKey;
  });
}

function group(title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("section", {}, element("h2", {}, title), ...children);
}

function row(label: string, id: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "row" }, element("label", { for: id }, label), ...children);
}

function number(
  id: string,
  label: string,
  value: number,
  min: number,
  max: number,
  set: (n: number) => void,
): HTMLElement {
  const changed = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const n = Math.min(max, Math.max(min, Math.round(event.target.valueAsNumber || min)));
    event.target.value = String(n);
    set(n);
  };
  const box = element("input", { type: "number", id, min, max, value, "aria-label": label, change: changed });
  return element("span", { class: "sized" }, element("span", { class: "muted axis" }, label), box);
}

function select<T extends string>(
  id: string,
  all: readonly T[],
  chosen: T,
  name: (value: T) => string,
  set: (value: T) => void,
): HTMLElement {
  const changed = (event: Event): void => {
    const value = event.target instanceof HTMLSelectElement ? all[event.target.selectedIndex] : undefined;
    if (value !== undefined) set(value);
  };
  const options = all.map((value) => element("option", { value, selected: value === chosen }, name(value)));
  return element("select", { id, change: changed }, ...options);
}

export function axisName(dimensions: number, i: number): string {
  return dimensions === 1 ? "L" : (["D", "H", "W"].slice(-dimensions)[i] ?? "");
}

function sampleName(sample: Sample): string {
  switch (sample) {
    case "random":
      return t("Random");
    case "ramp":
      return t("Ramp");
    case "checkerboard":
      return t("Checkerboard");
    case "special":
      return t("NaN, ∞ and −0");
    case "image":
      return t("Image…");
  }
}

function filterName(filter: Filter): string {
  switch (filter) {
    case "box":
      return t("Box");
    case "Sobel x":
    case "Sobel y":
      return filter;
    case "identity":
      return t("Identity");
  }
}
