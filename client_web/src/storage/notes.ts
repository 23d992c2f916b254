import type { KeptNote, NoteStore } from "../state/ports.ts";

const DATABASE = "notes";
const STORE = "notes";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { keyPath: ["account", "note"] });
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new DOMException("the notes cannot be opened", "UnknownError"));
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
        reject(new DOMException("the notes cannot be used", "AbortError"));
      };
    });
  } finally {
    database.close();
  }
}

/** What of somebody's notes the service does not have yet, sealed, until it has it. Nothing else of them is ever kept on a device. */
export const noteStore: NoteStore = {
  put: async (note) => {
    await within("readwrite", (store) => store.put(note));
  },
  remove: async (account, note) => {
    await within("readwrite", (store) => store.delete([account, note])).catch(() => undefined);
  },
  load: async (account) => {
    const range = IDBKeyRange.bound([account, ""], [account, "\uffff"]);
    return await within<KeptNote[]>("readonly", (store) => store.getAll(range) as IDBRequest<KeptNote[]>).catch(
      () => [],
    );
  },
};
