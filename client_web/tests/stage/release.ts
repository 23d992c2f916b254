import { fromHex } from "../../src/bytes/hex.ts";
import { makeConsent, readConsent } from "../../src/crypto/consent.ts";
import { formVersion } from "../../src/crypto/paper_forms.ts";
import { RELEASE_ORDER } from "../../src/crypto/order.ts";
import { SigningKey } from "../../src/crypto/signing.ts";
import type { Person, SignedBody } from "../../src/protocol/documents.ts";
import type { OrderDocument } from "../../src/protocol/orders.ts";
import { Desk } from "../../src/state/desk.ts";
import type { Entrance } from "../../src/state/entrance.ts";
import type { ConversationKey } from "../../src/state/id.ts";
import { Me } from "../../src/state/me/me.ts";
import type { MePorts } from "../../src/state/me/step_up.ts";
import type { Place } from "../../src/state/place.ts";
import type { Answered } from "../../src/state/ports.ts";
import type { HandingState } from "../../src/state/release/handing.ts";
import type { Accounted, OwnConsent, Shared, Standing } from "../../src/state/release/sharing.ts";
import type { KeptConsent } from "../../src/state/release_http.ts";
import type { Orderable } from "../../src/worker/custody_port.ts";
import type { ShownConsent, ShownDisclosure } from "../../src/worker/release_port.ts";
import { doorPorts } from "../door.ts";
import { identityOf } from "../identity.ts";
import { matchingOf } from "../matching.ts";
import { releaseOf } from "../release.ts";
import { value } from "../world.ts";
import { madeRequests } from "./about_record.ts";
import { until } from "./people.ts";
import type { Cast } from "./people.ts";

/** What clients share of their record, who received what, and the desk of requests. */

type Go = (place: Place) => void;
type Scene = (world: Cast, entrance: Entrance) => Promise<void>;

const DAY = 86_400_000;
const NOW = Date.now();
const ID = new Uint8Array(16).fill(7);
const HASH = new Uint8Array(32);
const yes = <T>(answer: T): Promise<Answered<T>> => Promise.resolve({ ok: true, value: answer });

const VALUES = {
  patient: "Sam Example",
  information: "What was said in live sessions; Letters and files, from 1 March 2026 until 31 May 2026",
  recipient: "Dr. Noor Example",
  "recipient-address": "1 Example Street",
  purpose: "To go on with my treatment",
};

function shown(n: number): ShownConsent {
  const form = n % 2 === 0 ? "part2" : "general";
  const recipient = n === 1 ? "The Very Long Name of a Clinic for Everyone in the County of Example" : VALUES.recipient;
  const span = { from: NOW - 90 * DAY, until: NOW, signedAt: NOW - n * DAY, expiresAt: NOW + 90 * DAY };
  const made = { consentId: ID, hash: HASH, client: ID, conversation: ID, maker: "client" } as const;
  return {
    ...made,
    ...span,
    form,
    kinds: ["text", "letter"],
    values: { ...VALUES, recipient },
    salt: new Uint8Array(32),
  };
}

const STANDINGS: readonly Standing[] = ["open", "asked", "revoked", "over", "denied"];

function consents(count: number): readonly OwnConsent[] {
  return Array.from({ length: count }, (_, n) => ({
    signed: { body: new Uint8Array(), signature: new Uint8Array(64) },
    key: String(n).padStart(2, "0").repeat(64),
    shown: n === 6 ? null : shown(n),
    conversation: "07".repeat(16) as ConversationKey,
    keptAt: NOW - n * DAY,
    due: NOW + (30 - n) * DAY,
    revokedAt: n % 5 === 2 ? NOW : null,
    standing: STANDINGS[n % 5] ?? "open",
    handedOut: n % 3,
  }));
}

function accounted(): readonly Accounted[] {
  const base: ShownDisclosure = {
    basis: "consent",
    basisHash: HASH,
    by: ID,
    producedAt: NOW - DAY,
    statement: "part2-long",
    suspendedUntil: 0,
    values: { ...VALUES, description: VALUES.information },
  };
  const told = {
    recipient: "The police of Example",
    description: "A name, and a threat",
    purpose: "To keep somebody safe",
  };
  return [
    { key: "1", shown: { ...base, basis: "threat", statement: "none", values: told }, hipaa: true, part2: false },
    { key: "2", shown: base, hipaa: false, part2: true },
    { key: "3", shown: null, hipaa: false, part2: false },
  ];
}

export async function sit(
  world: Cast,
  entrance: Entrance,
  more: (ports: MePorts) => Partial<MePorts>,
  role = "client",
): Promise<Me> {
  const ports = doorPorts(world.client.ports);
  const me = new Me({ ...ports, ...more(ports) }, role, () => Promise.resolve());
  entrance.me.value = me;
  entrance.standing.value = { kind: "in", desk: await deskOf(world, role) };
  return me;
}

async function deskOf(world: Cast, role: string): Promise<Desk> {
  if (role === "client") return (await world.client.sit()).desk;
  const { account, ports } = world.client;
  const instance = value(await ports.crypto.instance());
  const desk = new Desk(ports, { account, role, suspended: false }, instance, { signedOut: () => undefined });
  desk.roster.value = { kind: "ready", items: [], stale: false };
  return desk;
}

export const settled = (): Promise<void> => until(() => document.querySelector("main h1") !== null);

export async function press(selector: string): Promise<void> {
  await until(() => document.querySelector(selector) !== null);
  document.querySelector<HTMLElement>(selector)?.click();
}

export const releaseScenes = (go: Go): Readonly<Record<string, Scene>> => {
  const text =
    "# The form\n\n## You may take it back\nYou have the right to revoke this consent in writing, at any time.";
  const forms = releaseOf({ forms: () => yes([{ form: "part2", version: 1, text }]) });
  const share =
    (shared: Shared, then: (me: Me) => Promise<void> = () => Promise.resolve()): Scene =>
    async (world, entrance) => {
      const me = await sit(world, entrance, () => ({ release: forms }));
      me.sharing.read = () => Promise.resolve();
      me.sharing.shared.value = { kind: "ready", value: shared };
      go({ name: "share" });
      await settled();
      await then(me);
    };
  const some: Shared = { part2: "pending", consents: consents(5) };
  const step = async (times: number): Promise<void> => {
    await press(".share .actions .primary");
    await until(() => document.querySelector(".form") !== null);
    for (let n = 0; n < times; n++) {
      document.querySelector<HTMLInputElement>("input[name=recipient]")?.setAttribute("data-seen", "");
      await press(".form .primary");
    }
  };
  const handing =
    (state: HandingState): Scene =>
    (world, entrance) =>
      share(some, async (me) => {
        await press(".lines .primary");
        me.handing.state.value = state;
        await settled();
      })(world, entrance);
  const requests =
    (
      kept: () => Promise<Answered<readonly KeptConsent[]>>,
      deposited: (n: number) => boolean = () => true,
      many = 0,
    ): Scene =>
    async (world, entrance) => {
      const { about, readRecordRequest } = madeRequests(many, personOf);
      await sit(
        world,
        entrance,
        ({ crypto }) => ({
          crypto: Object.assign(Object.create(crypto) as typeof crypto, {
            readConsent: ({ consent }: { readonly consent: SignedBody }) =>
              Promise.resolve({ ok: true, value: shown((readConsent(consent.body).client[0] ?? 0) - 7) }),
            readRecordRequest,
            readOrders: () => Promise.resolve({ ok: true, value: [] }),
            readOrderables: () => Promise.resolve({ ok: true, value: orderables(deposited) }),
          }),
          identity: identityOf({
            orders: () => yes({ orders: [orderOn(asked()[1])], people: OWNERS }),
            orderables: () => yes({ conversations: [], people: [] }),
          }),
          matching: matchingOf({
            people: () => yes(asked().map(({ consent }) => personOf(readConsent(consent.body).client))),
          }),
          release: releaseOf({
            requests: async () => {
              const answer = await kept();
              return answer.ok ? { ok: true, value: { consents: answer.value, about } } : answer;
            },
          }),
        }),
        "officer",
      );
      go({ name: "requests" });
      await settled();
      await until(() => !document.body.textContent.includes("One moment"));
    };
  const asking =
    (deposited: (n: number) => boolean): Scene =>
    async (world, entrance) => {
      const kept = asked().map((each) => ({ ...each, paper: PAPER }));
      await requests(() => yes(kept), deposited)(world, entrance);
      await press(".deeds .primary");
      await until(() => document.querySelector(".narrow h1 ~ *, .narrow .note, .narrow form") !== null);
      await until(() => document.querySelector(".narrow form, .narrow .note") !== null);
    };
  const about =
    (
      count: number,
      consents: () => readonly KeptConsent[],
      then: () => Promise<void> = () => Promise.resolve(),
    ): Scene =>
    async (world, entrance) => {
      await requests(() => yes(consents()), undefined, count)(world, entrance);
      await then();
    };
  const choose = async (value: string): Promise<void> => {
    await press("#about-record ~ ul .deeds .button");
    await until(() => document.querySelector("dialog select") !== null);
    const select = document.querySelector<HTMLSelectElement>("dialog select");
    if (select === null) return;
    select.value = value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await until(() => document.querySelectorAll("dialog textarea").length === (value === "longer" ? 1 : 2));
  };
  return {
    "requests-about": about(40, () => asked().slice(0, 2)),
    "requests-about-yes": about(
      2,
      () => [],
      () => choose("agreed"),
    ),
    "requests-about-no": about(
      2,
      () => [],
      () => choose("accurate"),
    ),
    share: share({ part2: "pending", consents: consents(7) }),
    "share-empty": share({ part2: "pending", consents: [] }),
    "share-many": share({ part2: "cleared", consents: consents(60) }),
    "share-take-back": share(some, () => press(".lines .button:not(.primary)")),
    "share-form": share(some, () => step(0)),
    "share-form-begun": (world, entrance) =>
      share(some, async () => {
        const standing = entrance.standing.peek();
        if (standing.kind === "in") standing.desk.drafts.forms.of("consent", null).write('{"recipient":"Dr Lee"}');
        await step(0);
      })(world, entrance),
    "share-form-what": share(some, () => step(1)),
    "share-form-who": share(some, () => step(3)),
    "share-made": (world, entrance) =>
      share(some, async (me) => {
        const standing = entrance.standing.peek();
        if (standing.kind !== "in") return;
        const [first, second] = some.consents.map(({ key }) => key);
        const passphrase = "abcde-fghjk-mnpqr-stuvw-xyz23-45678";
        const made = (saved: boolean, at: number): object => ({ at, passphrase, saved });
        me.packages.made(first ?? "", { name: "record.zip.age", locked: new Uint8Array() });
        const kept = (of: string | undefined, list: readonly object[]): void => {
          standing.desk.drafts.forms.of("package", of ?? "").write(JSON.stringify({ list }));
        };
        kept(first, [made(true, NOW - DAY), made(false, NOW)]);
        kept(second, [made(false, NOW - DAY)]);
        await press(".note summary");
      })(world, entrance),
    "hand-out": handing({ kind: "none" }),
    "hand-out-ready": handing({
      kind: "ready",
      locked: new Uint8Array(),
      passphrase: "abcde-fghjk-mnpqr-stuvw-xyz23-45678",
      entries: 128,
      at: 0,
    }),
    "hand-out-barred": handing({
      kind: "failed",
      mistake: { kind: "refused", code: "not_allowed", retryAfter: 0 },
      fault: null,
    }),
    accounting: async (world, entrance) => {
      const me = await sit(world, entrance, () => ({}));
      me.sharing.readAccounting = () => Promise.resolve();
      me.sharing.accounting.value = { kind: "ready", value: accounted() };
      go({ name: "accounting" });
      await settled();
    },
    requests: requests(() => yes(asked().map((each, n) => (n === 3 ? each : { ...each, paper: PAPER })))),
    "requests-ask-missing": asking((n) => n > 1),
    "requests-ask-nothing": asking(() => false),
    "requests-empty": requests(() => yes([])),
    "requests-unreachable": requests(() => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } })),
  };
};

const NOTHING = { body: new Uint8Array(1), signature: new Uint8Array(64) };
const PAPER = { sealed: new Uint8Array(1), bundleHash: HASH, wrap: new Uint8Array(1) };

export function personOf(account: Uint8Array, role: Person["role"] = "client"): Person {
  return { account, role, bundle: NOTHING, certificate: NOTHING, predecessorSignature: null, earlier: [] };
}

const OWNERS = [personOf(new Uint8Array(16).fill(91), "owner"), personOf(new Uint8Array(16).fill(92), "officer")];

/** Parts of a record, one every ten days; which of them custodians keep. */
function orderables(deposited: (n: number) => boolean): readonly Orderable[] {
  const epochs = Array.from({ length: 7 }, (_, n) => ({
    headerHash: new Uint8Array(32).fill(n),
    kind: n % 2 === 0 ? ("session" as const) : ("thread" as const),
    openedAt: NOW - (n + 1) * 10 * DAY,
    deposited: deposited(n),
  }));
  return [{ conversation: ID, therapist: ID, epochs }];
}

/** An order that custodians are asked for already. */
function orderOn(kept: KeptConsent | undefined): OrderDocument {
  const order = new SigningKey(new Uint8Array(32).fill(9)).signBody(RELEASE_ORDER, {
    orderId: ID,
    basis: "consent",
    basisHash: HASH,
    conversation: ID,
    headers: [HASH],
    recipient: ID,
    recipientBundleHash: HASH,
    manifestHash: HASH,
    officer: ID,
    approver: new Uint8Array(16).fill(91),
    issuedAt: NOW - DAY,
    expiresAt: NOW + DAY,
  });
  return {
    order,
    basis: kept?.consent ?? NOTHING,
    approval: new Uint8Array(64),
    state: "open",
    madeAt: NOW - DAY,
    approvedAt: NOW,
    answers: [],
    outcome: null,
    contributed: [],
  };
}

function asked(): readonly KeptConsent[] {
  const key = new SigningKey(new Uint8Array(32).fill(9));
  const formTextHash = fromHex(formVersion("part2", 1)?.textHash ?? "");
  return [29, 3, 0, -4].map((days, n) => ({
    consent: makeConsent(key, {
      consentId: ID,
      form: "part2",
      formVersion: 1,
      formTextHash,
      client: ID.map((byte) => byte + n),
      conversation: ID,
      kinds: ["text"],
      scopeFrom: 0,
      scopeUntil: NOW,
      maker: "practice",
      paperHash: HASH,
      signer: ID,
      signedAt: NOW + n,
      expiresAt: NOW + DAY,
    }),
    paper: null,
    part2: (["pending", "confirmed", "cleared", "pending"] as const)[n] ?? "pending",
    keptAt: NOW - (30 - days) * DAY,
    due: NOW + days * DAY + 1000,
    revokedAt: null,
    denied: false,
    extended: n === 3,
    handedOut: 0,
  }));
}
