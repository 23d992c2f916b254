import type { DraftStore, KeptDraft } from "../state/ports.ts";

const DATABASE = "drafts";
const STORE = "drafts";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: ["account", "conversation"] });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new DOMException("the drafts cannot be opened", "UnknownError"));
    };
  });
}

async function within(mode: IDBTransactionMode, act: (store: IDBObjectStore) => void): Promise<void> {
  const database = await open();
  try {
    await new Promise<void>((resolve, reject) => {
      const transaction = database.transaction(STORE, mode, { durability: "strict" });
      act(transaction.objectStore(STORE));
      transaction.oncomplete = () => {
        resolve();
      };
      transaction.onabort = () => {
        reject(new DOMException("the drafts cannot be used", "AbortError"));
      };
    });
  } finally {
    database.close();
  }
}

/** The drafts of this device, sealed only (crypto.md §3.10). Tabs share it: an older version never replaces a newer one. */
export const draftStore: DraftStore = {
  put: (draft) =>
    within("readwrite", (store) => {
      const known = store.get([draft.account, draft.conversation]) as IDBRequest<KeptDraft | undefined>;
      known.onsuccess = () => {
        if ((known.result?.version ?? -1) < draft.version) store.put(draft);
      };
    }),
  load: async (account) => {
    const found: KeptDraft[] = [];
    const range = IDBKeyRange.bound([account, ""], [account, "\uffff"]);
    await within("readonly", (store) => {
      const all = store.getAll(range) as IDBRequest<KeptDraft[]>;
      all.onsuccess = () => {
        found.push(...all.result);
      };
    }).catch(() => undefined);
    return found;
  },
};
