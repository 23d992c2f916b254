import { beforeAll, describe, expect, it } from "vitest";
import { equal } from "../../../src/bytes/equal.ts";
import { fromHex, toHex } from "../../../src/bytes/hex.ts";
import { makeAnew, verifyBundle } from "../../../src/crypto/bundle.ts";
import { type ConsentBody, makeConsent, readConsent } from "../../../src/crypto/consent.ts";
import { makeDrill, openDrill } from "../../../src/crypto/drill.ts";
import { type EmergencyBody, makeEmergency } from "../../../src/crypto/emergency.ts";
import { type EpochHeader, type EpochPlace, openEpoch, type OpenedEpoch } from "../../../src/crypto/epoch.ts";
import { readHashed } from "../../../src/crypto/fields.ts";
import { sha256 } from "../../../src/crypto/hashing.ts";
import type { Match } from "../../../src/crypto/match.ts";
import { type Basis, DAY_MS, RELEASE_ORDER, type ReleaseOrder } from "../../../src/crypto/order.ts";
import { formVersion } from "../../../src/crypto/paper_forms.ts";
import { makeProcess, type ProcessBody } from "../../../src/crypto/process.ts";
import { ProofError } from "../../../src/crypto/proof.ts";
import type { SignedBody } from "../../../src/crypto/signing.ts";
import type { Person } from "../../../src/protocol/documents.ts";
import { checkBasis, drillHeader, memberHeader, type People, SKEW_MS } from "../../../src/worker/order_bases.ts";
import { matchOf, successions } from "../../../src/worker/order_check.ts";
import { Practice } from "../../../src/worker/practice.ts";
import { NOW, person, random, TestPractice } from "../../world.ts";

/** What every custodian's own browser asks of a consent and of a process before anything is given (crypto.md §7.3). */

type Held = Awaited<ReturnType<typeof person>>;
type Name = "client" | "therapist" | "officer" | "owner";

let held: Record<Name, Held>;
let people: People;
let match: Match;
/** The same people after the client lost every key and began anew. */
let later: { readonly client: Held; readonly people: People };
beforeAll(async () => {
  const practice = await TestPractice.found();
  const [client, therapist, officer, owner] = [await person(), await person(), await person(), await person()];
  held = { client, therapist, officer, owner };
  const names: readonly Name[] = ["client", "therapist", "officer", "owner"];
  const shown = names.map((name) => practice.certified(held[name].signed, held[name].bundle, name));
  const trusted = await Practice.trust(practice.document, practice.fingerprint, null, { manifestsSeen: 0 });
  people = await successions(trusted, shown);
  const document = await practice.match(shown.slice(0, 2));
  ({ match } = matchOf(trusted, people, document.match));
  later = await begunAnew(practice, trusted, shown);
});

async function begunAnew(practice: TestPractice, trusted: Practice, shown: readonly Person[]): Promise<typeof later> {
  const [before, ...others] = shown;
  if (before === undefined) throw new Error("nobody");
  const { keys, account } = await person(random(32), held.client.account);
  const signed = makeAnew(keys, NOW, held.client.bundle);
  const client = { keys, account, signed, bundle: await verifyBundle(signed) };
  const after = practice.begunAnew(before, signed, client.bundle, "client");
  return { client, people: await successions(trusted, [after, ...others]) };
}

function consent(changed: Partial<ConsentBody> = {}, by: Name = "client"): SignedBody {
  const { account } = held.client;
  return makeConsent(held[by].keys.signing, {
    consentId: random(16),
    form: "part2",
    formVersion: 1,
    formTextHash: fromHex(formVersion("part2", 1)?.textHash ?? ""),
    client: account,
    conversation: match.conversation,
    kinds: ["text"],
    scopeFrom: 0,
    scopeUntil: NOW,
    maker: "practice",
    paperHash: random(32),
    signer: account,
    signedAt: NOW - 1,
    expiresAt: NOW + DAY_MS,
    ...changed,
  });
}

function process(changed: Partial<ProcessBody> = {}, by: Name = "officer"): SignedBody {
  return makeProcess(held[by].keys.signing, {
    processId: random(16),
    kind: "order",
    client: held.client.account,
    conversation: match.conversation,
    kinds: ["text"],
    scopeFrom: 0,
    scopeUntil: NOW,
    part2Section: "2.64",
    documentHash: random(32),
    paperHash: random(32),
    gagUntil: 0,
    officer: held.officer.account,
    approver: held.owner.account,
    at: NOW,
    ...changed,
  });
}

/** An order that rests on it; who signed that, others have checked. */
function order(basis: Basis, rests: SignedBody, changed: Partial<ReleaseOrder> = {}): ReleaseOrder {
  const officer = held.officer.account;
  const signed = held.officer.keys.signing.signBody(RELEASE_ORDER, {
    orderId: random(16),
    basis,
    basisHash: sha256(rests.body),
    conversation: match.conversation,
    headers: [random(32)],
    recipient: officer,
    recipientBundleHash: random(32),
    manifestHash: random(32),
    officer,
    approver: held.owner.account,
    issuedAt: NOW - SKEW_MS,
    expiresAt: NOW,
    ...changed,
  });
  return readHashed(RELEASE_ORDER, signed.body);
}

/** Why a custodian gives nothing. */
function refusal(asked: ReleaseOrder, basis: SignedBody, openedAt = NOW, known = people): string {
  // Of a header only its time is looked at here.
  const headers = [{ openedAt } as EpochHeader];
  try {
    checkBasis({ people: known, order: asked, basis, match, headers });
    return "ok";
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return error.reason;
  }
}

describe("an order with a client's consent", () => {
  const of = (signed: SignedBody, changed: Partial<ReleaseOrder> = {}, openedAt = NOW): string =>
    refusal(order("consent", signed, changed), signed, openedAt);

  it("is taken as the client signed it, to whom it says", () => {
    expect(of(consent())).toBe("ok");
    const back = consent({ maker: "return" });
    expect(of(back, { recipient: held.client.account })).toBe("ok");
    expect(of(back)).toBe("wrong_recipient");
    expect(of(consent(), { recipient: held.client.account })).toBe("wrong_recipient");
  });

  it("is not taken for more, for others, or at another time", () => {
    expect(of(consent({ conversation: random(16) }))).toBe("wrong_basis");
    expect(of(consent({ maker: "client" }))).toBe("wrong_basis");
    expect(of(consent({ signedAt: NOW + 1 }))).toBe("expired_consent");
    expect(of(consent({ signedAt: 1, expiresAt: NOW }))).toBe("expired_consent");
    expect(of(consent(), {}, NOW + 1)).toBe("beyond_scope");
  });

  it("is not taken under keys that were lost, only under those that replaced them", () => {
    const under = (keys: Held["keys"]): string => {
      const signed = makeConsent(keys.signing, readConsent(consent().body));
      return refusal(order("consent", signed), signed, NOW, later.people);
    };
    expect(under(held.client.keys)).toBe("bad_signature");
    expect(under(later.client.keys)).toBe("ok");
  });

  it("is not taken by anybody else's word", () => {
    expect(of(consent({}, "therapist"))).toBe("bad_signature");
    const { account } = held.therapist;
    expect(of(consent({ client: account, signer: account }, "therapist"))).toBe("bad_signature");
  });
});

describe("an order because of an emergency", () => {
  const word = (changed: Partial<EmergencyBody> = {}, by: Name = "officer"): SignedBody =>
    makeEmergency(held[by].keys.signing, {
      emergencyId: random(16),
      client: held.client.account,
      conversation: match.conversation,
      natureHash: random(32),
      officer: held.officer.account,
      at: NOW,
      ...changed,
    });
  const of = (signed: SignedBody, changed: Partial<ReleaseOrder> = {}): string =>
    refusal(order("emergency", signed, changed), signed);

  it("is taken by its officer's word on this conversation and its client", () => {
    expect(of(word())).toBe("ok");
    expect(of(word({ client: held.therapist.account }))).toBe("wrong_client");
    expect(of(word({ conversation: random(16) }))).toBe("foreign_conversation");
  });

  it("is not taken by another's word, or for another reader", () => {
    expect(of(word({}, "owner"))).toBe("bad_signature");
    expect(of(word({ officer: held.owner.account }, "owner"))).toBe("bad_signature");
    expect(of(word(), { recipient: held.owner.account })).toBe("wrong_recipient");
  });
});

describe("an order by law", () => {
  const of = (signed: SignedBody, changed: Partial<ReleaseOrder> = {}, openedAt = NOW): string =>
    refusal(order("legal", signed, changed), signed, openedAt);

  it("is taken by the same two, whichever of them began", () => {
    expect(of(process())).toBe("ok");
    const swapped = { officer: held.owner.account, approver: held.officer.account };
    expect(of(process(swapped, "owner"))).toBe("ok");
  });

  it("is not taken of other two, nor by whom it does not name", () => {
    expect(of(process({ approver: held.therapist.account }))).toBe("one_person");
    expect(of(process({}, "owner"))).toBe("bad_signature");
    const drafted = { officer: held.therapist.account, approver: held.officer.account };
    expect(of(process(drafted, "therapist"))).toBe("unlawful_role");
    expect(of(process({ officer: random(16) }))).toBe("unknown_member");
  });

  it("is not taken for more, for another client, or for another reader", () => {
    expect(of(process({ conversation: random(16) }))).toBe("wrong_basis");
    expect(of(process({ client: random(16) }))).toBe("wrong_basis");
    expect(of(process(), { recipient: held.owner.account })).toBe("wrong_recipient");
    expect(of(process(), {}, NOW + 1)).toBe("beyond_scope");
    expect(of(process({ kind: "preservation", part2Section: "none" }))).toBe("opens_nothing");
  });

  it("is not taken on a basis of another kind, or that is not the one named", () => {
    expect(of(consent())).not.toBe("ok");
    expect(refusal(order("consent", process()), process())).toBe("wrong_basis");
    const signed = process();
    expect(equal(signed.body, process().body)).toBe(false);
    expect(refusal(order("legal", signed), process())).toBe("wrong_basis");
  });
});

describe("an epoch", () => {
  const opened = (by: Name, names: readonly Name[], place: Partial<EpochPlace> = {}): Promise<OpenedEpoch> =>
    openEpoch(
      held[by].keys.signing,
      held[by].account,
      { conversation: match.conversation, epoch: 1, previous: random(32), ...place },
      { kind: "thread", session: new Uint8Array(), manifestHash: random(32), openedAt: NOW },
      names.map((name) => held[name].bundle),
      random,
    );
  const said = (check: () => EpochHeader): string => {
    try {
      check();
      return "ok";
    } catch (error) {
      if (!(error instanceof ProofError)) throw error;
      return error.reason;
    }
  };

  it("is its conversation's if exactly its two are in it", async () => {
    const two = [held.client, held.therapist].map(({ account }) => toHex(account));
    const members: People = new Map([...people].filter(([account]) => two.includes(account)));
    const as = async (by: Name, ...names: readonly Name[]): Promise<string> => {
      const { signed } = await opened(by, names);
      return said(() => memberHeader(members, match.conversation, signed));
    };
    expect(await as("client", "client", "therapist")).toBe("ok");
    expect(await as("client", "client", "therapist", "officer")).not.toBe("ok");
    expect(await as("client", "client")).not.toBe("ok");
    expect(await as("officer", "client", "therapist", "officer")).not.toBe("ok");
  });

  it("of people is no drill's, whatever its officer signs", async () => {
    const { keys, account, bundle } = held.officer;
    const drill = await openDrill(keys.signing, bundle, random(32), NOW, random);
    const { conversation, previous } = drill.header;
    const act = makeDrill(keys.signing, account, conversation, NOW);
    const as = (signed: SignedBody, changed: Partial<ReleaseOrder> = {}): string =>
      said(() => drillHeader(people, order("drill", act, { conversation, ...changed }), act, signed));
    expect(as(drill.signed)).toBe("ok");
    const crowded = await opened("officer", ["officer", "client"], { conversation, previous });
    expect(as(crowded.signed)).toBe("not_a_drill");
    expect(as((await opened("officer", ["officer"], { conversation })).signed)).toBe("stale_previous");
    expect(as((await opened("client", ["client"], { conversation, previous })).signed)).toBe("bad_signature");
    expect(as(drill.signed, { recipient: held.owner.account })).toBe("wrong_recipient");
  });
});
