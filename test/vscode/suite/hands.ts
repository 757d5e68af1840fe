import { type Act, act, type Deed } from "./channel.ts";
import { until } from "./editor.ts";

/** VS Code's window, or the page of a panel, as a user's hands and eyes have it. */
export interface Hands {
  do(deed: Deed): Promise<void>;
  click(at: string): Promise<void>;
  /** What elements say, in the order of the page. */
  texts(at: string): Promise<readonly string[]>;
  attributes(at: string, name: string): Promise<readonly (string | null)[]>;
  /** The value of an expression in the page. */
  run<T>(script: string): Promise<T>;
  /** Waits until the elements' texts are as described. */
  untilTexts(at: string, describes: (texts: readonly string[]) => boolean): Promise<readonly string[]>;
}

function handsIn(place: Act["in"]): Hands {
  const hands: Hands = {
    do: async (deed) => void (await act({ in: place, ...deed })),
    click: (at) => hands.do({ do: "click", at }),
    texts: async (at) => (await act({ in: place, do: "texts", at })) as readonly string[],
    attributes: async (at, name) =>
      (await act({ in: place, do: "attributes", at, name })) as readonly (string | null)[],
    run: async <T>(script: string) => (await act({ in: place, do: "run", script })) as T,
    untilTexts: async (at, describes) => {
      let texts: readonly string[] = [];
      return until(
        async () => {
          texts = await hands.texts(at);
          return describes(texts) ? texts : undefined;
        },
        () => `${at} says ${JSON.stringify(texts)}`,
      );
    },
  };
  return hands;
}

export const workbench = handsIn("workbench");
export const tablePage = handsIn("table");
export const poolingPage = handsIn("pooling");
