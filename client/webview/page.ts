/** What every panel's page needs: its messages to the extension, its language, and elements. */

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const code = acquireVsCodeApi();

/** Typed messages: the first is `ready`, which the extension waits for. */
export function connect<To, From extends { readonly kind: string }>(
  receive: (message: To) => void,
): (message: From | { readonly kind: "ready" }) => void {
  window.addEventListener("message", ({ data }: MessageEvent<To>) => receive(data));
  return (message) => code.postMessage(message);
}

const bundle: Readonly<Record<string, string>> = JSON.parse(document.getElementById("l10n")?.textContent ?? "{}");

/** The text in the user's language; `{0}` is the first argument. */
export function t(text: string, ...values: readonly (string | number)[]): string {
  return (bundle[text] ?? text).replace(/\{(\d+)\}/g, (_, index) => String(values[Number(index)] ?? ""));
}

type Attributes = Readonly<Record<string, string | number | boolean | ((event: Event) => void)>>;

/** An element; functions become listeners, `true` an empty attribute, `false` none. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}
