import type { Bundle } from "./bundle.ts";
import type { Hashed, Shape } from "./fields.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/** Change requests (crypto.md §12.5): a client asks for another therapist, and says who may read what was written so far. */

/** Whether the next therapist may read the conversation so far. */
const HISTORIES = ["share", "keep"] as const;
export type History = (typeof HISTORIES)[number];

/** The wish to go on with somebody else than in this conversation. Whose wish it is, the signature says. */
export interface ChangeRequestBody {
  readonly request: Uint8Array;
  readonly conversation: Uint8Array;
  readonly history: History;
  readonly madeAt: number;
}

export type ChangeRequest = Hashed<ChangeRequestBody>;

const CHANGE_REQUEST: Shape<ChangeRequestBody> = {
  label: "webtherapy/v1/change-request",
  parts: (c) => [c.request, c.conversation, c.history, c.madeAt],
  read: (fields) => ({
    request: fields.id(),
    conversation: fields.id(),
    history: fields.word(HISTORIES),
    madeAt: fields.uint(),
  }),
};

/** The request, signed by the client. */
export function makeChangeRequest(signer: SigningKey, change: ChangeRequestBody): SignedBody {
  return signer.signBody(CHANGE_REQUEST, change);
}

/** The request of the holder of `signer`; ProofError("bad_signature"). That they are the conversation's client is for the caller. */
export function verifyChangeRequest(signed: SignedBody, signer: Bundle): ChangeRequest {
  return verified(CHANGE_REQUEST, signed, signer.signingPublic);
}
