import type { ReloadHalf, ReloadStore } from "../state/ports.ts";
import { anyAlive } from "./tabs.ts";

/** A tab that lives answers at once, by way of the service, which takes a busy machine a moment; one that sleeps is not waited for. */
const PATIENCE_MS = 2_000;
const TURN_MS = 400;
const TURN = "the tab that answers";

type Message = { readonly kind: "ask" } | { readonly kind: "half"; readonly half: ReloadHalf };

/**
 * The service keeps one reload key per sign-in, and each of its tabs may replace it. So a tab that made a new half gives it to the
 * others, and a new tab asks for one. A half is ciphertext: it opens nothing without the service's, and never leaves the browser.
 */
export function shareHalf(store: Pick<ReloadStore, "read" | "write" | "forget">): ReloadStore {
  const channel = new BroadcastChannel("reload");
  let hear: (half: ReloadHalf) => void = () => undefined;
  let answer: () => void = () => undefined;
  channel.onmessage = ({ data }: MessageEvent<Message>) => {
    if (data.kind === "ask") void inTurn(answer);
    else {
      hear(data.half);
      if (store.read()?.account.join() === data.half.account.join()) store.write(data.half);
    }
  };
  const say = (message: Message): void => {
    channel.postMessage(message);
  };
  return {
    ...store,
    write: (half) => {
      store.write(half);
      say({ kind: "half", half });
    },
    ask: async () => {
      if (!(await anyAlive())) return null;
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, PATIENCE_MS, null);
        hear = (half) => {
          clearTimeout(timer);
          resolve(half);
        };
        say({ kind: "ask" });
      });
    },
    asked: (call) => {
      answer = call;
    },
  };
}

/** Of several tabs that are asked, one answers: two answers would make each other's half worthless. */
async function inTurn(act: () => void): Promise<void> {
  await navigator.locks.request(TURN, { ifAvailable: true }, async (lock) => {
    if (lock === null) return;
    act();
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  });
}
