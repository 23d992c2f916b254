import { equal } from "../bytes/equal.ts";
import type { Bundle } from "../crypto/bundle.ts";
import { present, same } from "../crypto/checks.ts";
import { type EpochHeader, type EpochKeys, memberOf, wrapHash } from "../crypto/epoch.ts";
import { type HistoryGrant, readHistoryGrant, unwrapGranted, verifyHistory } from "../crypto/history.ts";
import type { Match } from "../crypto/match.ts";
import { ProofError } from "../crypto/proof.ts";
import { type SignedBody, underAny } from "../crypto/signing.ts";
import type { Succession } from "../crypto/succession.ts";
import type { Members } from "./members.ts";
import type { KeyRing } from "./ring.ts";

/** A proved grant, the bundle it was signed under, and the reader's bundle that it names. */
interface Granted {
  readonly grant: HistoryGrant;
  readonly signer: Bundle;
  readonly recipient: Bundle;
}

/** What this account was let read of a conversation in which it does not take part (crypto.md §5.3). */
export class HistoryReader {
  readonly #client: Succession;
  readonly #granted: readonly Granted[];

  /** Proves the grants: each by the conversation's client, for this account. ProofError otherwise. */
  constructor(match: Match, members: Members, own: Succession, grants: readonly SignedBody[]) {
    const client = present(match.participants.find(({ role }) => role === "client"));
    this.#client = members.person(client.account);
    this.#granted = grants.map((signed) => prove(match, this.#client, own, signed));
  }

  /**
   * An epoch's keys. `wrong_wrap_hash` when no grant covers this wrap, `stale_bundle` when the one that does is signed under older keys
   * than the epoch names.
   */
  keys(ring: KeyRing, header: EpochHeader, wrapped: Uint8Array): Promise<EpochKeys> {
    const { grant, signer, recipient } = this.#covering(header, wrapped);
    const named = memberOf(header, this.#client.newest.bundle.account).bundleHash;
    if (signer.generation < this.#client.at(named).bundle.generation) throw new ProofError("stale_bundle");
    const own = ring.forBundle(recipient);
    if (own === null) throw new ProofError("wrong_bundle");
    return unwrapGranted(own.sealing, grant, header, wrapped);
  }

  #covering(header: EpochHeader, wrapped: Uint8Array): Granted {
    const wanted = wrapHash(wrapped);
    for (const granted of this.#granted) {
      const row = granted.grant.epochs.find(
        ({ epoch, wrapHash: hash }) => epoch === header.epoch && equal(hash, wanted),
      );
      if (row === undefined) continue;
      same(row.headerHash, header.hash, "foreign_epoch");
      return granted;
    }
    throw new ProofError("wrong_wrap_hash");
  }
}

function prove(match: Match, client: Succession, own: Succession, signed: SignedBody): Granted {
  const recipient = own.at(readHistoryGrant(signed.body).recipientBundleHash).bundle;
  return underAny(client.all, ({ bundle: signer }) => ({
    grant: verifyHistory(signed, [signer], match.conversation, recipient.hash),
    signer,
    recipient,
  }));
}
