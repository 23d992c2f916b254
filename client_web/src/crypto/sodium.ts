import sodium, { ready } from "libsodium-wrappers-sumo";

export { sodium };

/** libsodium is WebAssembly and starts once; everything else in this room may be called after this has settled. */
export async function prepare(): Promise<void> {
  await ready;
}
