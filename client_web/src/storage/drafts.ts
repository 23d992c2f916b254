import type { DraftStore, KeptDraft } from "../state/ports.ts";
import { kept } from "./device.ts";

const within = kept("drafts", "drafts", (database) => {
  database.createObjectStore("drafts", { keyPath: ["account", "conversation"] });
});

/** The drafts of this device, sealed only (crypto.md §3.10). Tabs share it: an older version never replaces a newer one. */
export const draftStore: DraftStore = {
  put: async (draft) => {
    await within("readwrite", (store) => {
      const known = store.get([draft.account, draft.conversation]) as IDBRequest<KeptDraft | undefined>;
      known.onsuccess = () => {
        if ((known.result?.version ?? -1) < draft.version) store.put(draft);
      };
      return known;
    });
  },
  load: async (account) => {
    const range = IDBKeyRange.bound([account, ""], [account, "\uffff"]);
    return await within<KeptDraft[]>("readonly", (store) => store.getAll(range) as IDBRequest<KeptDraft[]>).catch(
      () => [],
    );
  },
};
