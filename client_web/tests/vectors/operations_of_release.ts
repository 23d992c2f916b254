import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import type { ScopeKind } from "../../src/crypto/consent.ts";
import type { EnvelopeKind } from "../../src/crypto/content.ts";
import { verifyDrill, verifyDrillHeader } from "../../src/crypto/drill.ts";
import { natureHash, verifyEmergency } from "../../src/crypto/emergency.ts";
import { readOutside, verifyOutside } from "../../src/crypto/envelope.ts";
import { verifyOrderAnswer, verifyOutcome } from "../../src/crypto/order_answer.ts";
import { covers } from "../../src/crypto/release_scope.ts";
import { int, text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What orders rest on, and what becomes of them. */
export const release: Operations = {
  covers: (given) => {
    const [scopeFrom = 0, scopeUntil = 0] = (given["span"] as readonly unknown[]).map(int);
    const scope = { kinds: texts(given["kinds"]) as ScopeKind[], scopeFrom, scopeUntil };
    return { covers: covers(scope, int(given["time"]), text(given["kind"]) as EnvelopeKind | "opening") };
  },
  verify_outside: (given) => {
    const outside = readOutside({
      headerBytes: un(given["header"]),
      nonce: un(given["nonce"]),
      ciphertextHash: un(given["hash"]),
      signature: un(given["signature"]),
    });
    verifyOutside(outside, un(given["signing_public"]));
    return { kind: outside.header.kind, sequence: outside.header.seenSequence };
  },
  verify_drill: async (given) => {
    const officer = await readBundle(un(given["bundle"]));
    const said = verifyDrill(unpair(given["act"]), officer, un(given["conversation"]));
    return { subject_hash: toHex(said.subjectHash), at: said.at };
  },
  verify_drill_header: async (given) => {
    const officer = await readBundle(un(given["bundle"]));
    return { hash: toHex(verifyDrillHeader(unpair(given["header"]), officer, un(given["conversation"])).hash) };
  },
  nature_hash: (given) => ({ hash: toHex(natureHash(un(given["emergency_id"]), text(given["words"]))) }),
  verify_emergency: async (given) => {
    const officer = await readBundle(un(given["bundle"]));
    const said = verifyEmergency(unpair(given["emergency"]), officer, un(given["conversation"]), un(given["client"]));
    return { hash: toHex(said.hash), at: said.at };
  },
  verify_order_answer: async (given) => {
    const signer = await readBundle(un(given["bundle"]));
    const said = verifyOrderAnswer(unpair(given["answer"]), signer, un(given["order_hash"]));
    return { answer: said.answer, answered_at: said.answeredAt };
  },
  verify_outcome: async (given) => {
    const recipient = await readBundle(un(given["bundle"]));
    const headers = texts(given["headers"]).map(un);
    const said = verifyOutcome(unpair(given["outcome"]), recipient, un(given["order_hash"]), headers);
    return { opened: said.opened.map(toHex), named: said.named.length };
  },
};
