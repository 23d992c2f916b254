import type { ReloadStore } from "../state/ports.ts";

type Half = NonNullable<ReturnType<ReloadStore["read"]>>;

/**
 * The service keeps one reload key per sign-in, and each of its tabs may replace it. So a tab that made a new half gives it to the
 * others: each then holds the one that fits. It is ciphertext, and never leaves the browser.
 */
export function shareHalf(store: ReloadStore): ReloadStore {
  const channel = new BroadcastChannel("reload");
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    const own = store.read();
    if (own !== null && isHalf(data) && own.account.join() === data.account.join()) store.write(data);
  };
  return {
    ...store,
    write: (half) => {
      store.write(half);
      channel.postMessage(half);
    },
  };
}

function isHalf(value: unknown): value is Half {
  if (typeof value !== "object" || value === null) return false;
  const { account, sealed } = value as { readonly account?: unknown; readonly sealed?: unknown };
  return account instanceof Uint8Array && sealed instanceof Uint8Array;
}
