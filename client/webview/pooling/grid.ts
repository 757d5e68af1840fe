/** Draws a plane of numbers as cells, in the theme's colours. */
import { numberText } from "./explain.ts";

export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly value: (y: number, x: number) => number;
  /** Cells of padding: above, left of, below and right of the plane; shown as `padText`. */
  readonly margin: readonly [top: number, left: number, bottom: number, right: number];
  readonly padText: string;
  /** Cells that no window sees. */
  readonly isUnseen: (y: number, x: number) => boolean;
  /** Cells of the chosen window, or the chosen output cell; those of the margin too. */
  readonly isChosen: (y: number, x: number) => boolean;
  /** The cell that won. */
  readonly isWinner: (y: number, x: number) => boolean;
  /** A second line in each cell. */
  readonly note?: (y: number, x: number) => string;
}

export interface Layout {
  readonly cell: number;
  readonly top: number;
  readonly left: number;
}

/** The canvas is made as large as the plane needs, within `most` pixels across. */
export function drawPlane(canvas: HTMLCanvasElement, plane: Plane, most: number): Layout {
  const [top, left, bottom, right] = plane.margin;
  const columns = plane.width + left + right;
  const rows = plane.height + top + bottom;
  const cell = Math.max(2, Math.min(42, Math.floor(Math.min(most / columns, 420 / rows))));
  const scale = window.devicePixelRatio || 1;
  const [wide, high] = [columns * cell + 1, rows * cell + 1];
  canvas.width = Math.ceil(wide * scale);
  canvas.height = Math.ceil(high * scale);
  canvas.style.width = `${wide}px`;
  canvas.style.height = `${high}px`;
  const context = canvas.getContext("2d");
  if (!context) return { cell, top, left };
  context.scale(scale, scale);
  const colors = themeColors(canvas);
  const range = rangeOf(plane);
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++)
      drawCell(context, plane, r - top, c - left, { x: c * cell, y: r * cell, cell }, colors, range);
  }
  outline(context, plane, rows, columns, cell, colors);
  return { cell, top, left };
}

interface Colors {
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly won: string;
  readonly isHighContrast: boolean;
  readonly font: string;
}

function themeColors(at: HTMLElement): Colors {
  const style = getComputedStyle(at);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const text = read("--vscode-editor-foreground", "#888");
  const isHighContrast = ["vscode-high-contrast", "vscode-high-contrast-light"].some((name) =>
    document.body.classList.contains(name),
  );
  return {
    background: read("--vscode-editor-background", "#fff"),
    text,
    muted: read("--vscode-descriptionForeground", text),
    line: read("--vscode-contrastBorder", read("--vscode-panel-border", "#8884")),
    accent: read("--vscode-charts-blue", "#3794ff"),
    won: read(isHighContrast ? "--vscode-contrastActiveBorder" : "--vscode-charts-orange", "#d18616"),
    isHighContrast,
    font: read("--vscode-editor-font-family", "monospace"),
  };
}

/** The finite values' least and greatest. */
function rangeOf({ height, width, value }: Plane): readonly [least: number, greatest: number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const v = value(y, x);
      if (!Number.isFinite(v)) continue;
      least = Math.min(least, v);
      greatest = Math.max(greatest, v);
    }
  }
  return [least, greatest];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
}

function drawCell(
  context: CanvasRenderingContext2D,
  plane: Plane,
  y: number,
  x: number,
  box: Box,
  colors: Colors,
  range: readonly [number, number],
): void {
  const { cell } = box;
  const inside = y >= 0 && x >= 0 && y < plane.height && x < plane.width;
  const value = inside ? plane.value(y, x) : 0;
  const unseen = inside && plane.isUnseen(y, x);
  context.globalAlpha = 1;
  if (inside && Number.isFinite(value) && !unseen) {
    const [least, greatest] = range;
    const strength = greatest > least ? (value - least) / (greatest - least) : 0.5;
    context.globalAlpha =
      (cell < 16 ? 0.06 : 0.04) + strength * (cell < 16 ? 0.94 : colors.isHighContrast ? 0.3 : 0.46);
    context.fillStyle = colors.accent;
    context.fillRect(box.x, box.y, cell, cell);
  } else if (unseen || (inside && !Number.isFinite(value))) {
    hatch(context, box, colors);
  }
  context.globalAlpha = inside ? 1 : 0.6;
  if (cell >= 8) {
    context.strokeStyle = colors.line;
    context.lineWidth = 1;
    context.setLineDash(inside ? [] : [2, 2]);
    context.strokeRect(box.x + 0.5, box.y + 0.5, cell, cell);
    context.setLineDash([]);
  }
  context.globalAlpha = unseen || !inside ? 0.75 : 1;
  const text = inside ? numberText(value, 3) : plane.padText;
  const size = Math.min(13, Math.floor((cell - 4) / Math.max(2.2, text.length * 0.62)));
  if (size < 7) return;
  const note = inside && cell >= 34 ? (plane.note?.(y, x) ?? "") : "";
  context.fillStyle = inside && !unseen ? colors.text : colors.muted;
  context.font = `${plane.isWinner(y, x) ? "bold " : ""}${size}px ${colors.font}`;
  context.fillText(text, box.x + cell / 2, box.y + cell / 2 - (note ? 5 : 0));
  if (note) {
    context.fillStyle = colors.muted;
    context.font = `9px ${colors.font}`;
    context.fillText(note, box.x + cell / 2, box.y + cell - 8);
  }
}

/** Lines across a cell that no window sees, or that has no finite number. */
function hatch(context: CanvasRenderingContext2D, { x, y, cell }: Box, colors: Colors): void {
  context.save();
  context.beginPath();
  context.rect(x, y, cell, cell);
  context.clip();
  context.globalAlpha = 0.35;
  context.strokeStyle = colors.muted;
  context.lineWidth = 1;
  for (let i = -cell; i < cell; i += 6) {
    context.beginPath();
    context.moveTo(x + i, y + cell);
    context.lineTo(x + i + cell, y);
    context.stroke();
  }
  context.restore();
}

/** Frames around the chosen cells and the winner, above all cells. */
function outline(
  context: CanvasRenderingContext2D,
  plane: Plane,
  rows: number,
  columns: number,
  cell: number,
  colors: Colors,
): void {
  const [top, left] = plane.margin;
  context.globalAlpha = 1;
  for (const [is, color, width] of [
    [plane.isChosen, colors.accent, 2],
    [plane.isWinner, colors.won, 3],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = cell < 12 ? 1 : width;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        if (!is(r - top, c - left)) continue;
        const inset = width / 2 + 0.5;
        context.strokeRect(c * cell + inset, r * cell + inset, cell - 2 * inset + 1, cell - 2 * inset + 1);
      }
    }
  }
}

/** The plane's cell under a pointer; outside of the plane it may be negative or too large. */
export function cellUnder(
  canvas: HTMLCanvasElement,
  { cell, top, left }: Layout,
  event: MouseEvent,
): readonly [y: number, x: number] {
  const box = canvas.getBoundingClientRect();
  return [Math.floor((event.clientY - box.top) / cell) - top, Math.floor((event.clientX - box.left) / cell) - left];
}
