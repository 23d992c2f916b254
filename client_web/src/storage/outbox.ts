import type { OutboxStore, StoredEnvelope } from "../state/ports.ts";
import { isAlive } from "./tabs.ts";

const DATABASE = "outbox";
const STORE = "envelopes";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: "message" });
      store.createIndex("place", ["account", "conversation", "order"]);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new DOMException("the outbox cannot be opened", "UnknownError"));
    };
  });
}

async function within<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onabort = () => {
        reject(new DOMException("the outbox cannot be used", "AbortError"));
      };
    });
  } finally {
    database.close();
  }
}

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
