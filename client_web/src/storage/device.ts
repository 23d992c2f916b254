type Act<T> = (store: IDBObjectStore) => IDBRequest<T>;

/** One transaction in what this device keeps: what the request gave, once it is safe on the disk. */
export type Within = <T>(mode: IDBTransactionMode, act: Act<T>) => Promise<T>;

/** A database of this origin on this device, with one store in it. `name` names it in errors too, which say nothing else. */
export function kept(name: string, store: string, begin: (database: IDBDatabase) => void): Within {
  return async (mode, act) => {
    const database = await open(name, begin);
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(store, mode, { durability: "strict" });
        const request = act(transaction.objectStore(store));
        transaction.oncomplete = () => {
          resolve(request.result);
        };
        transaction.onabort = () => {
          reject(new DOMException(`the ${name} cannot be used`, "AbortError"));
        };
      });
    } finally {
      database.close();
    }
  };
}

function open(name: string, begin: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      begin(request.result);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(new DOMException(`the ${name} cannot be opened`, "UnknownError"));
    };
  });
}
