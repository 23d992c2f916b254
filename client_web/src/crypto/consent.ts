import type { Bundle } from "./bundle.ts";
import { fromHex } from "../bytes/hex.ts";
import { same } from "./checks.ts";
import { type Fields, type Hashed, read, readHashed, type Shape } from "./fields.ts";
import { hash } from "./hashing.ts";
import { checkPaper, type Paper } from "./paper.ts";
import { CONSENT_FORMS, type ConsentForm, formVersion, PAPER_FORMS, type PaperForm } from "./paper_forms.ts";
import type { Part2Status } from "./part2.ts";
import { ProofError } from "./proof.ts";
import { type SignedBody, type SigningKey, verified } from "./signing.ts";

/**
 * Consents (crypto.md §13.1): what a client lets out, of which span and kind, until when; and the word that takes it back. The body
 * holds what has to be enforced; whom and what for it names stands in its paper, which the server cannot read.
 */

/** Which kinds of things are let out; in this order. */
export const SCOPE_KINDS = ["text", "letter", "appointment", "notes"] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** Who makes the package: the client's own browser, the practice with k custodians, or k custodians for the client whose keys were lost. */
export const MAKERS = ["client", "practice", "return"] as const;
export type Maker = (typeof MAKERS)[number];

/** What may be let out. */
export interface ConsentBody {
  readonly consentId: Uint8Array;
  readonly form: ConsentForm;
  readonly formVersion: number;
  readonly formTextHash: Uint8Array;
  readonly client: Uint8Array;
  readonly conversation: Uint8Array;
  readonly kinds: readonly ScopeKind[];
  readonly scopeFrom: number;
  readonly scopeUntil: number;
  readonly maker: Maker;
  readonly paperHash: Uint8Array;
  readonly signer: Uint8Array;
  readonly signedAt: number;
  readonly expiresAt: number;
}

export type Consent = Hashed<ConsentBody>;

const CONSENT: Shape<ConsentBody> = {
  label: "webtherapy/v1/consent",
  parts: (c) => [
    c.consentId,
    c.form,
    c.formVersion,
    c.formTextHash,
    c.client,
    c.conversation,
    c.kinds,
    c.scopeFrom,
    c.scopeUntil,
    c.maker,
    c.paperHash,
    c.signer,
    c.signedAt,
    c.expiresAt,
  ],
  read: (fields) => {
    const consent = {
      consentId: fields.id(),
      form: consentForm(fields.word(PAPER_FORMS)),
      formVersion: fields.uint(),
      formTextHash: fields.hash(),
      client: fields.id(),
      conversation: fields.id(),
      kinds: kindsIn(fields),
      scopeFrom: fields.uint(),
      scopeUntil: fields.uint(),
      maker: fields.word(MAKERS),
      paperHash: fields.hash(),
      signer: fields.id(),
      signedAt: fields.uint(),
      expiresAt: fields.uint(),
    };
    checkConsentBody(consent);
    return consent;
  },
};

/** A consent is taken back. It stands from the moment it is committed. */
export interface RevocationBody {
  readonly consentId: Uint8Array;
  readonly consentHash: Uint8Array;
  readonly signer: Uint8Array;
  readonly signedAt: number;
}

export type Revocation = Hashed<RevocationBody>;

const REVOCATION: Shape<RevocationBody> = {
  label: "webtherapy/v1/revocation",
  parts: (r) => [r.consentId, r.consentHash, r.signer, r.signedAt],
  read: (fields) => ({
    consentId: fields.id(),
    consentHash: fields.hash(),
    signer: fields.id(),
    signedAt: fields.uint(),
  }),
};

/** What an officer says to a request. */
const DECISIONS = ["deny", "extend"] as const;
export type Decided = (typeof DECISIONS)[number];

/** Why, in one word; the words beside it are for the client alone. */
const DECISION_GROUNDS = [
  "incomplete",
  "identity",
  "authority",
  "false",
  "notes",
  "litigation",
  "endangers",
  "another-person",
  "not-held",
  "longer",
] as const;
export type DecisionGround = (typeof DECISION_GROUNDS)[number];

/** An officer's word on a request: no, or later. `until` is 0 with a no. */
export interface DecisionBody {
  readonly consentId: Uint8Array;
  readonly consentHash: Uint8Array;
  readonly decision: Decided;
  readonly ground: DecisionGround;
  readonly reasonHash: Uint8Array;
  readonly until: number;
  readonly officer: Uint8Array;
  readonly at: number;
}

export type Decision = Hashed<DecisionBody>;

const DECISION: Shape<DecisionBody> = {
  label: "webtherapy/v1/decision",
  parts: (d) => [d.consentId, d.consentHash, d.decision, d.ground, d.reasonHash, d.until, d.officer, d.at],
  read: (fields) => {
    const decision = {
      consentId: fields.id(),
      consentHash: fields.hash(),
      decision: fields.word(DECISIONS),
      ground: fields.word(DECISION_GROUNDS),
      reasonHash: fields.hash(),
      until: fields.uint(),
      officer: fields.id(),
      at: fields.uint(),
    };
    const extend = decision.decision === "extend";
    if (extend !== (decision.ground === "longer") || extend !== decision.until > decision.at) {
      throw new ProofError("bad_form");
    }
    return decision;
  },
};

function consentForm(form: PaperForm): ConsentForm {
  const known = CONSENT_FORMS.find((each) => each === form);
  if (known === undefined) throw new ProofError("bad_form");
  return known;
}

function checkConsentBody(consent: ConsentBody): void {
  const version = formVersion(consent.form, consent.formVersion);
  if (version === undefined) throw new ProofError("bad_form");
  same(consent.formTextHash, fromHex(version.textHash), "bad_form");
  if (consent.scopeFrom > consent.scopeUntil || consent.signedAt >= consent.expiresAt) throw new ProofError("bad_form");
  checkKinds(consent.kinds);
  if ((consent.form === "notes") !== consent.kinds.includes("notes")) throw new ProofError("combined_form");
  // Nobody but their author can make a package of notes, and that is somebody of the practice.
  if (consent.form === "notes" && consent.maker !== "practice") throw new ProofError("bad_form");
}

/** ProofError("bad_form") unless there is one, each once and in order; ("combined_form") when notes stand with anything else. */
export function checkKinds(kinds: readonly ScopeKind[]): void {
  const places = kinds.map((kind) => SCOPE_KINDS.indexOf(kind));
  if (places.length === 0 || places.some((place, n) => n > 0 && place <= (places[n - 1] ?? -1))) {
    throw new ProofError("bad_form");
  }
  if (kinds.includes("notes") && kinds.length > 1) throw new ProofError("combined_form");
}

/** The words of a list of kinds; `malformed` for any other. */
export function kindsIn(fields: Fields): readonly ScopeKind[] {
  return fields.texts().map((text) => {
    const kind = SCOPE_KINDS.find((known) => known === text);
    if (kind === undefined) throw new ProofError("malformed");
    return kind;
  });
}

/** The consent, signed by the client. */
export function makeConsent(signer: SigningKey, consent: ConsentBody): SignedBody {
  return signer.signBody(CONSENT, consent);
}

/** From the body alone: for one that was verified before. */
export function readConsent(body: Uint8Array): Consent {
  return readHashed(CONSENT, body);
}

/** The same without its hash: for the page, which hashes nothing. */
export function readConsentBody(body: Uint8Array): ConsentBody {
  return read(CONSENT, body);
}

/** The consent of the holder of `signer`, for themselves. Reasons: bad_signature, unknown_member, bad_form, combined_form. */
export function verifyConsent(signed: SignedBody, signer: Bundle): Consent {
  const consent = verified(CONSENT, signed, signer.signingPublic);
  same(consent.signer, signer.account, "unknown_member");
  same(consent.client, consent.signer, "unknown_member");
  return consent;
}

/** ProofError("wrong_paper") unless it is this consent's; that it is complete, it says by being a paper at all. */
export function checkConsentPaper(consent: Consent, paper: Paper): void {
  checkPaper(paper, consent.paperHash, consent.form, consent.formVersion);
}

/**
 * ProofError unless the consent opens this client's record now: revoked_consent, expired_consent (over, or not begun),
 * part2_consent_deficient (a general form, and nobody has cleared the record).
 */
export function checkEffective(consent: Consent, status: Part2Status, now: number, revoked: boolean): void {
  if (revoked) throw new ProofError("revoked_consent");
  if (now < consent.signedAt || now >= consent.expiresAt) throw new ProofError("expired_consent");
  if (consent.form !== "part2" && status !== "cleared") throw new ProofError("part2_consent_deficient");
}

/**
 * To whom an order that rests on it opens; ProofError("wrong_basis") when the client makes the package without anybody's help, and of notes:
 * no custodian holds anything of them.
 */
export function recipientOf(consent: Consent, officer: Uint8Array): Uint8Array {
  if (consent.maker === "client" || consent.form === "notes") throw new ProofError("wrong_basis");
  return consent.maker === "return" ? consent.client : officer;
}

/** The consent is taken back. */
export function makeRevocation(signer: SigningKey, revocation: RevocationBody): SignedBody {
  return signer.signBody(REVOCATION, revocation);
}

/** The word of the consent's signer on this consent. Reasons: bad_signature, unknown_member, wrong_basis. */
export function verifyRevocation(signed: SignedBody, signer: Bundle, consent: Consent): Revocation {
  const said = verified(REVOCATION, signed, signer.signingPublic);
  same(said.signer, signer.account, "unknown_member");
  same(said.signer, consent.signer, "unknown_member");
  same(said.consentId, consent.consentId, "wrong_basis");
  same(said.consentHash, consent.hash, "wrong_basis");
  return said;
}

/** No, or later. */
export function makeDecision(signer: SigningKey, decision: DecisionBody): SignedBody {
  return signer.signBody(DECISION, decision);
}

/** An officer's word on this consent. Reasons: bad_signature, unknown_member, wrong_basis, bad_form. */
export function verifyDecision(signed: SignedBody, officer: Bundle, consent: Consent): Decision {
  const said = verified(DECISION, signed, officer.signingPublic);
  same(said.officer, officer.account, "unknown_member");
  same(said.consentId, consent.consentId, "wrong_basis");
  same(said.consentHash, consent.hash, "wrong_basis");
  return said;
}

/** Of what the client is told. */
export function decisionReasonHash(consentId: Uint8Array, words: string): Uint8Array {
  return hash("webtherapy/v1/decision-reason", consentId, words);
}
