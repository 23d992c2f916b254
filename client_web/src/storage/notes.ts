import type { KeptNote, NoteStore } from "../state/ports.ts";
import { kept } from "./device.ts";

const within = kept("notes", "notes", (database) => {
  database.createObjectStore("notes", { keyPath: ["account", "note"] });
});

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
