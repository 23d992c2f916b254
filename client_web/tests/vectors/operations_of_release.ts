import { toHex } from "../../src/bytes/hex.ts";
import { readBundle } from "../../src/crypto/bundle.ts";
import { verifyDrill, verifyDrillHeader } from "../../src/crypto/drill.ts";
import { natureHash, verifyEmergency } from "../../src/crypto/emergency.ts";
import { verifyOrderAnswer, verifyOutcome } from "../../src/crypto/order_answer.ts";
import { text, texts, un, unpair } from "./json.ts";
import type { Operations } from "./operations.ts";

/** What orders rest on, and what becomes of them. */
export const release: Operations = {
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
