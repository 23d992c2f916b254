import { fromHex, toHex } from "../../src/bytes/hex.ts";
import type { Remembered } from "../stretched.ts";

/** Stretched passwords that the browser keeps from one scene to the next. */
export function kept(storage: Storage): Remembered {
  return {
    get: (name) => {
      const hex = storage.getItem(name);
      return hex === null ? undefined : fromHex(hex);
    },
    set: (name, stretched) => {
      storage.setItem(name, toHex(stretched));
    },
  };
}
