import { fromBase64url, toBase64url } from "../bytes/base64url.ts";
import type { ReloadStore } from "../state/ports.ts";

const KEY = "reload";

/** The tab's half of a reload, in this tab's sessionStorage: nothing without the half that the service keeps (crypto.md §3.7). */
export const reloadStore: Pick<ReloadStore, "read" | "write" | "forget"> = {
  read: () => {
    try {
      const [account, sealed] = (sessionStorage.getItem(KEY) ?? "").split(".");
      if (account === undefined || sealed === undefined) return null;
      return { account: fromBase64url(account), sealed: fromBase64url(sealed) };
    } catch {
      return null;
    }
  },
  write: ({ account, sealed }) => {
    try {
      sessionStorage.setItem(KEY, `${toBase64url(account)}.${toBase64url(sealed)}`);
    } catch {
      // A browser that stores nothing asks for the password at each reload.
    }
  },
  forget: () => {
    try {
      sessionStorage.removeItem(KEY);
    } catch {
      // Nothing was stored, then.
    }
  },
};
