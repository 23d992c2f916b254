import { isReplacement } from "../crypto/trust.ts";
import type { Person } from "../protocol/documents.ts";
import type { CryptoPort } from "../worker/port.ts";
import { saysNo } from "./mistake.ts";
import type { Clock, Http } from "./ports.ts";

interface PublishingPorts {
  readonly crypto: Pick<CryptoPort, "unpublishedBundles">;
  readonly http: Pick<Http, "ownBundle" | "publishBundle">;
  readonly clock: Pick<Clock, "now">;
}

/**
 * `known`: the practice has this account's newest bundle. `later`: it could not be told now. `foreign`: what it has under this account's
 * name was not made with its keys: an alarm (crypto.md §3.9, §4.1).
 */
export type Published = "known" | "later" | "foreign";

/** How someone came in. What was made just now, the practice cannot know yet; of who began `anew` it has keys that were lost. */
export type Arrival = "known" | "activated" | "registered" | "anew";

const TRIES = 3;

/**
 * Tells the practice what bundles of the ring it does not know yet, oldest first; another browser may be doing the same.
 */
export async function publishBundles(
  { crypto, http, clock }: PublishingPorts,
  arrival: Arrival = "known",
): Promise<Published> {
  const made = arrival !== "known";
  for (let n = 0; n < TRIES; n++) {
    const nothing = made && arrival !== "anew" && n === 0;
    const own = nothing ? null : await http.ownBundle();
    if (own?.ok === false && !saysNo(own.refusal, "not_for_you")) return "later";
    const begun = made ? null : own?.ok === true ? begunWith(own.value) : 0;
    const missing = await crypto.unpublishedBundles(own?.ok === true ? own.value.bundle : null, clock.now(), begun);
    if (!missing.ok) return missing.reason === "wrong_previous" ? "foreign" : "later";
    if (missing.value.length === 0) return "known";
    for (const bundle of missing.value) {
      const published = await http.publishBundle(bundle);
      if (!published.ok && !saysNo(published.refusal, "conflict")) return "later";
    }
  }
  return "later";
}

/** With which generation the account's ring began: another than 0 where a certifier vouched, or has to vouch, for keys begun anew (crypto.md §4.7). */
function begunWith({ earlier, ...newest }: Person): number {
  const chain = [newest, ...earlier];
  const place = chain.findIndex(({ predecessorSignature }) => predecessorSignature === null);
  const certificate = chain[place]?.certificate ?? null;
  const anew = place >= 0 && (certificate === null || isReplacement(certificate));
  return anew ? chain.length - 1 - place : 0;
}
