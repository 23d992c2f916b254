import { zipSync, type Zippable } from "fflate";

/** One archive of a package's files. What is compressed already, or is noise, is stored as it is. */
export function archive(files: ReadonlyMap<string, Uint8Array>, madeAt: number): Uint8Array {
  const entries: Zippable = {};
  for (const [name, data] of files) entries[name] = [data, { level: /\.(json|html)$/.test(name) ? 6 : 0 }];
  // An archive knows the years from 1980 to 2099 only.
  return zipSync(entries, { mtime: Math.min(Math.max(madeAt, 315_619_200_000), 4_102_358_400_000) });
}
