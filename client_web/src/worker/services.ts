import { equal } from "../bytes/equal.ts";
import { toUtf8 } from "../bytes/utf8.ts";
import { compare } from "../bytes/order.ts";
import { ID_BYTES, KEY_BYTES } from "../crypto/checks.ts";
import { SERVICE_KINDS } from "../crypto/notice.ts";
import { ProofError } from "../crypto/proof.ts";
import { drawn, type Random } from "../crypto/random.ts";
import { makeService, readService, tokenHash, verifyService, writeToken } from "../crypto/service.ts";
import type { Person, SignedBody } from "../protocol/documents.ts";
import { keysOf } from "./card.ts";
import type { Keeper } from "./keeper.ts";
import type { NoticesPort } from "./notices_port.ts";
import type { Practice } from "./practice.ts";

/** The practice's other systems (crypto.md §11.4): an owner makes one in their browser; readers learn who posts. */

/** See NoticesPort.signService. */
export async function signService(
  keeper: Keeper,
  practice: Practice,
  request: Parameters<NoticesPort["signService"]>[0],
  random: Random,
): Promise<{ readonly service: SignedBody; readonly token: string }> {
  const { vault } = keeper.unlocked;
  const { bundle } = await practice.certified(request.own);
  const token = drawn(random, KEY_BYTES);
  const kinds = SERVICE_KINDS.filter((kind) => request.kinds.includes(kind)).toSorted((one, other) =>
    compare(toUtf8(one), toUtf8(other)),
  );
  const service = makeService(keysOf(keeper.unlocked, bundle).signing, {
    owner: bundle.account,
    ownerBundleHash: bundle.hash,
    account: drawn(random, ID_BYTES),
    name: request.name,
    kinds,
    tokenHash: tokenHash(token),
    expiresAt: request.expiresAt,
    madeAt: request.now,
  });
  return { service, token: writeToken(token, vault.rootFingerprint) };
}

/** What an owner calls this system; null where no owner's word on it holds. */
export async function nameOf(
  practice: Practice,
  account: Uint8Array,
  services: readonly SignedBody[],
  people: readonly Person[],
): Promise<string | null> {
  for (const signed of services) {
    try {
      const said = readService(signed.body);
      const owner = people.find((each) => equal(each.account, said.owner));
      if (owner === undefined || !equal(said.account, account)) continue;
      return verifyService(signed, (await practice.succession(owner)).at(said.ownerBundleHash)).name;
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
    }
  }
  return null;
}
