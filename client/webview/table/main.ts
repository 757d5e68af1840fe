/** The model table's page: a tree of which only the rows in sight are drawn. */
import "../page.css";
import "./style.css";
import { connect, element, t } from "../page.ts";
import { type Format, formats, written } from "./formats.ts";
import type { FromPage, PlacedRow, PlacedTable, ToPage } from "./messages.ts";
import { bytes, grouped, short } from "../../../server/src/ide/numbers.ts";
import { changedRows, type Column, columns, failureIn, type View, visibleRows } from "./view.ts";

const rowHeight = 24;
/** Rows drawn above and below what is in sight. */
const spare = 8;

const send = connect<ToPage, FromPage>(receive);

let table: PlacedTable | undefined;
let changed: ReadonlyMap<number, string> = new Map();
let failure: ReturnType<typeof failureIn>;
let view: View = { folded: new Set(), search: "", sort: null };
let shown: readonly number[] = [];
let active = 0;
let began = performance.now();

const title = element("h1");
const summary = element("p", { class: "muted summary" });
const search = element("input", {
  type: "search",
  id: "search",
  placeholder: t("Search layers"),
  "aria-label": t("Search layers"),
  input: find,
});
const copies = formats.map((format) =>
  element("button", { type: "button", class: "quiet", click: () => copy(format) }, format),
);
const heads = columns.map((column) =>
  element("button", { type: "button", class: `head ${column}`, click: () => sortBy(column) }),
);
const head = element(
  "div",
  { class: "row heads", role: "row" },
  ...heads.map((button) => element("div", { role: "columnheader" }, button)),
);
const body = element("div", { class: "rows", role: "presentation" });
const scroller = element(
  "div",
  {
    class: "scroller",
    role: "treegrid",
    tabindex: 0,
    id: "table",
    "aria-label": t("Layers of the model"),
    keydown: press,
  },
  head,
  body,
);
const notes = element("footer", { class: "muted", "aria-live": "polite" });

document.body.append(
  element(
    "header",
    {},
    element("div", {}, title, summary),
    element("div", { class: "tools" }, search, element("span", { class: "muted" }, t("Copy as")), ...copies),
  ),
  scroller,
  notes,
);
scroller.addEventListener("scroll", () => draw(), { passive: true });
new ResizeObserver(() => draw()).observe(scroller);
send({ kind: "ready" });

function receive(message: ToPage): void {
  began = performance.now();
  if (message.kind === "none") {
    notes.textContent = t("There is no model in this file that runs far enough to have a table.");
    return;
  }
  table = message.table;
  changed = changedRows(table.rows, message.saved?.rows);
  failure = failureIn(table.rows);
  update();
}

function update(): void {
  if (!table) return;
  shown = visibleRows(table.rows, view);
  active = Math.max(0, Math.min(active, shown.length - 1));
  title.replaceChildren(element("code", {}, table.model));
  summary.replaceChildren(
    element("code", {}, `${table.input} → ${table.output}`),
    ` · ${t("{0} parameters", grouped(table.parameters))} · ${t("{0} multiply-adds", short(table.multiplyAdds))} · ${t("{0} of activations", bytes(table.memory))}`,
  );
  for (const [i, column] of columns.entries()) {
    const { sort } = view;
    const arrow = sort?.column === column ? (sort.descending ? " ↓" : " ↑") : "";
    heads[i]?.replaceChildren(`${columnName(column)}${arrow}`);
    heads[i]?.parentElement?.setAttribute(
      "aria-sort",
      arrow === "" ? "none" : view.sort?.descending ? "descending" : "ascending",
    );
  }
  scroller.setAttribute("aria-rowcount", String(shown.length + 1));
  body.style.height = `${shown.length * rowHeight}px`;
  const problem = failure?.row.problem;
  notes.replaceChildren(
    ...(failure && problem ? [element("p", { class: "error" }, `${failure.row.path}: ${problem}`)] : []),
    ...[
      shown.length === 0 ? t("No layer matches the search.") : "",
      failure ? t("What follows the failing layer is shown as it would be once mended.") : "",
      changed.size > 0 ? t("{0} outputs differ from the saved file.", changed.size) : "",
      table.requirements.length > 0 ? t("The input must satisfy {0}.", table.requirements.join(", ")) : "",
      ...table.unknowns.map((reason) => t("Not known: {0}.", reason)),
    ]
      .filter((text) => text !== "")
      .map((text) => element("p", {}, text)),
  );
  draw(true);
  activate(active);
  const drawn = [...body.children];
  requestAnimationFrame(() => {
    send({
      kind: "shown",
      rows: shown.length,
      drawn: drawn.length,
      texts: drawn.map((row) => [...row.children].map((cell) => cell.textContent).join(" | ")),
      changed: changed.size,
      milliseconds: performance.now() - began,
    });
  });
}

/** Rows that are in the page, by where they stand. */
let rowsAt = new Map<number, HTMLElement>();

/** Only the rows in sight. A row that was drawn before stays; `again`: all are made anew. */
function draw(again = false): void {
  if (!table) return;
  const top = Math.max(0, scroller.scrollTop - head.offsetHeight);
  const first = Math.max(0, Math.floor(top / rowHeight) - spare);
  const last = Math.min(shown.length, Math.ceil((top + scroller.clientHeight) / rowHeight) + spare);
  const before = again ? new Map<number, HTMLElement>() : rowsAt;
  rowsAt = new Map();
  for (let at = first; at < last; at++) {
    const index = shown[at];
    const row = index === undefined ? undefined : table.rows[index];
    if (row && index !== undefined) rowsAt.set(at, before.get(at) ?? rowElement(row, index, at));
  }
  const isSame = !again && before.size === rowsAt.size && [...rowsAt.keys()].every((at) => before.has(at));
  if (!isSame) body.replaceChildren(...rowsAt.values());
}

/** Marks the row that keys act upon. */
function activate(at: number): void {
  active = at;
  for (const [place, row] of rowsAt) {
    row.classList.toggle("active", place === active);
    row.setAttribute("aria-selected", String(place === active));
  }
  scroller.setAttribute("aria-activedescendant", `row-${active}`);
}

function rowElement(row: PlacedRow, index: number, at: number): HTMLElement {
  const isFlat = view.sort !== null;
  const isFolded = view.folded.has(row.path);
  const twist = element(
    "span",
    { class: "twist", "aria-hidden": "true" },
    row.hasChildren && !isFlat ? (isFolded ? "▸" : "▾") : "",
  );
  const name = element(
    "div",
    { role: "gridcell", class: "name", title: row.path || row.name },
    twist,
    element("span", {}, isFlat ? row.path || row.name : row.name),
  );
  name.style.paddingInlineStart = isFlat ? "0" : `${row.depth * 12}px`;
  const before = changed.get(index);
  const output =
    before === undefined
      ? [row.output]
      : [
          element("del", {}, before),
          element("span", { class: "hidden" }, t("now")),
          " ",
          element("ins", {}, row.output),
        ];
  const made = element(
    "div",
    {
      role: "row",
      id: `row-${at}`,
      class: ["row", row.status === "ok" ? "" : "failing", failure && index >= failure.after ? "after" : ""].join(" "),
      "aria-level": row.depth + 1,
      "aria-rowindex": at + 2,
      ...(row.hasChildren && !isFlat ? { "aria-expanded": String(!isFolded) } : {}),
      ...(row.problem === null ? {} : { title: row.problem }),
    },
    name,
    cell("type", row.type),
    cell("input", row.input),
    element("div", { role: "gridcell", class: "output", title: row.output }, ...output),
    cell("parameters", row.parameters === 0 ? "–" : grouped(row.parameters)),
    cell("multiplyAdds", short(row.multiplyAdds), row.multiplyAdds === null ? "" : grouped(row.multiplyAdds)),
    cell("memory", bytes(row.memory)),
  );
  made.style.top = `${at * rowHeight}px`;
  twist.addEventListener("click", (event) => {
    event.stopPropagation();
    fold(row, !isFolded);
  });
  made.addEventListener("click", () => {
    activate(at);
    open(row);
  });
  return made;
}

function cell(column: Column, text: string, title = text): HTMLElement {
  return element("div", { role: "gridcell", class: column, title }, text);
}

function press(event: Event): void {
  if (!(event instanceof KeyboardEvent) || !table || event.target !== scroller) return;
  const row = table.rows[shown[active] ?? -1];
  const page = Math.floor(scroller.clientHeight / rowHeight) - 2;
  const move: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: page,
    PageUp: -page,
    Home: -shown.length,
    End: shown.length,
  };
  const by = move[event.key];
  if (by !== undefined) go(active + by);
  else if (event.key === "Enter" && row) open(row);
  else if (event.key === "ArrowLeft" && row) fold(row, true);
  else if (event.key === "ArrowRight" && row) fold(row, false);
  else return;
  event.preventDefault();
}

function go(to: number): void {
  activate(Math.max(0, Math.min(shown.length - 1, to)));
  const top = active * rowHeight;
  const height = scroller.clientHeight - head.offsetHeight - rowHeight;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top > scroller.scrollTop + height) scroller.scrollTop = top - height;
  draw();
  activate(active);
}

function fold(row: PlacedRow, isFolded: boolean): void {
  if (!row.hasChildren || view.sort) return;
  const folded = new Set(view.folded);
  if (isFolded) folded.add(row.path);
  else folded.delete(row.path);
  view = { ...view, folded };
  update();
}

function find(): void {
  view = { ...view, search: search.value };
  scroller.scrollTop = 0;
  update();
}

/** Once: by size, the largest first; twice: the other way; three times: the tree again. */
function sortBy(column: Column): void {
  const { sort } = view;
  const isNumber = column === "parameters" || column === "multiplyAdds" || column === "memory";
  if (sort?.column !== column) view = { ...view, sort: { column, descending: isNumber } };
  else if (sort.descending === isNumber) view = { ...view, sort: { column, descending: !isNumber } };
  else view = { ...view, sort: null };
  update();
}

function open({ definition, call }: PlacedRow): void {
  const location = definition ?? call;
  if (location) send({ kind: "open", location });
}

function copy(format: Format): void {
  if (table) send({ kind: "copy", text: written(table, format) });
}

function columnName(column: Column): string {
  switch (column) {
    case "name":
      return t("Layer");
    case "type":
      return t("Kind");
    case "input":
      return t("Input");
    case "output":
      return t("Output");
    case "parameters":
      return t("Params");
    case "multiplyAdds":
      return t("Mult-adds");
    case "memory":
      return t("Memory");
  }
}
