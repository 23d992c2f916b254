import type { OutboxStore, StoredEnvelope } from "../state/ports.ts";
import { kept } from "./device.ts";
import { isAlive } from "./tabs.ts";

const within = kept("outbox", "envelopes", (database) => {
  const store = database.createObjectStore("envelopes", { keyPath: "message" });
  store.createIndex("place", ["account", "conversation", "order"]);
});

/**
 * The outbox of this device: sealed envelopes only, which survive a reload, a crash and a sign-out, until the record has them. What
 * another open tab is sending is left to that tab.
 */
export const outboxStore: OutboxStore = {
  put: async (item) => {
    await within("readwrite", (store) => store.put(item));
  },
  remove: async (message) => {
    await within("readwrite", (store) => store.delete(message)).catch(() => undefined);
  },
  load: async (account, conversation) => {
    const range = IDBKeyRange.bound([account, conversation, 0], [account, conversation, Infinity]);
    const all = await within<StoredEnvelope[]>("readonly", (store) => {
      return store.index("place").getAll(range) as IDBRequest<StoredEnvelope[]>;
    }).catch(() => []);
    const alive = await Promise.all(all.map((item) => isAlive(item.instance)));
    return all.filter((_, at) => alive[at] === false);
  },
};
