import type { ProgressStore } from "../state/ports.ts";

const KEY = "registration";

/** How far a registration has come, in this tab only: a number that is kept free, and answers to policies. */
export const progressStore: ProgressStore = {
  read: () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY) ?? "null") as unknown;
    } catch {
      return null;
    }
  },
  write: (progress) => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(progress));
    } catch {
      // A registration then begins anew after a reload.
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
