import { toHex } from "../bytes/hex.ts";
import type { Build } from "../state/lobby_http.ts";
import type { Answered } from "../state/ports.ts";
import { transfer } from "./request.ts";

/** Where the build keeps the SHA-256 of each of its files (scripts/manifest.mjs). */
const MANIFEST = "/manifest.json";

/** The manifest as the service gives it now, and whether the script that runs here is one of its files. */
export async function readBuild(): Promise<Answered<Build>> {
  const answer = await transfer(MANIFEST, null);
  if (!answer.ok) return answer;
  const bytes = new Uint8Array(answer.value);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = toHex(digest).match(/.{4}/g) ?? [];
  return { ok: true, value: { hash, lists: listed(new TextDecoder().decode(bytes)) } };
}

function listed(manifest: string): boolean {
  const running = new URL(import.meta.url).pathname.slice(1);
  try {
    const files: unknown = JSON.parse(manifest);
    return typeof files === "object" && files !== null && Object.hasOwn(files, running);
  } catch {
    return false;
  }
}
