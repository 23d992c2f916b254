import { toHex } from "../../src/bytes/hex.ts";
import { type AccountKeys, accountKeys } from "../../src/crypto/account.ts";
import { type Bundle, makeBundle, verifyBundle } from "../../src/crypto/bundle.ts";
import { CONTACT_CARD, type ContactFields, NOTHING_SAID } from "../../src/crypto/contact_card.ts";
import type { Appointment } from "../../src/crypto/appointment.ts";
import { type Content, envelopeKind } from "../../src/crypto/content.ts";
import { makeDeposit } from "../../src/crypto/deposit.ts";
import { sealEnvelope } from "../../src/crypto/envelope.ts";
import { memberOf, type OpenedEpoch, openEpoch } from "../../src/crypto/epoch.ts";
import { emptyLogRoot } from "../../src/crypto/hashing.ts";
import { INTAKE, type IntakeFields } from "../../src/crypto/intake.ts";
import { INTAKE_FORMS, NEWEST_FORM } from "../../src/crypto/intake_form.ts";
import type { Letter } from "../../src/crypto/letter.ts";
import { type Manifest, makeManifest, readManifest } from "../../src/crypto/manifest.ts";
import type { Random } from "../../src/crypto/random.ts";
import { recipientOf } from "../../src/crypto/sealed_fields.ts";
import { seal } from "../../src/crypto/sealing.ts";
import { type SignedBody, SigningKey } from "../../src/crypto/signing.ts";
import { rootFingerprint } from "../../src/crypto/trust.ts";
import { saidOf } from "./contents.ts";
import { pair, type Said } from "./json.ts";

/** Makes sealed_by_typescript.json: one whole chain, sealed here (tests/vectors/README.md). `npm run vectors` writes it. */

const CUSTODIANS = ["custodian_1", "custodian_2", "custodian_3"];
const NAMES = ["therapist", "client", ...CUSTODIANS];
const AT = 1_764_000_000_000;

const MANY_SCRIPTS = "Grüße, שלום, नमस्ते, 你好, e\u0301 o\u0308, \u{1f469}\u200d\u{1f52c} \u{1d11e}\r\n\t\u0000 end";

const bytes = (value: number, length: number): Uint8Array => new Uint8Array(length).fill(value);

const LETTER: Letter = {
  kind: "letter",
  thread: bytes(4, 16),
  subject: "",
  text: "Until Thursday.",
  purpose: "letter",
  attachments: [
    {
      attachment: bytes(1, 16),
      name: "Züge.pdf",
      mediaType: "application/pdf",
      size: 7,
      key: bytes(2, 32),
      digest: bytes(3, 32),
    },
  ],
};

const APPOINTMENT: Appointment = {
  kind: "appointment",
  appointment: bytes(5, 16),
  revision: 1,
  action: "propose",
  start: AT,
  minutes: 50,
  zone: "Europe/Paris",
  note: "Here?",
};

type Row = readonly [name: string, sender: "therapist" | "client", content: Content];

function contents(session: Uint8Array, head: Uint8Array): readonly Row[] {
  return [
    ["nothing said", "client", { kind: "text", text: "" }],
    ["ASCII", "therapist", { kind: "text", text: "How have you been?" }],
    ["many scripts", "client", { kind: "text", text: MANY_SCRIPTS }],
    ["past the least length", "client", { kind: "text", text: "word ".repeat(100) }],
    ["as long as can be", "therapist", { kind: "text", text: "é".repeat(16_384) }],
    ["a letter", "client", LETTER],
    ["the end", "therapist", { kind: "end" }],
    ["a seal", "client", { kind: "seal", session, lastSequence: 7, lastHead: head }],
    ["an appointment", "client", APPOINTMENT],
  ];
}

interface Held {
  readonly secret: Uint8Array;
  readonly keys: AccountKeys;
  readonly signed: SignedBody;
  readonly bundle: Bundle;
}

type People = ReadonlyMap<string, Held>;

export async function makeChain(random: Random): Promise<Said> {
  const people = new Map<string, Held>();
  for (const name of NAMES) people.set(name, await hold(random));
  const seed = random(32);
  const root = new SigningKey(seed);
  const custodians = CUSTODIANS.map((name) => of(people, name).bundle);
  const signedManifest = makeManifest(root, custodians, 2, AT);
  const manifest = readManifest(signedManifest.body);
  const session = random(16);
  const previous = random(32);
  const epoch = await open(people, manifest, session, previous, random);
  return {
    about: "One whole chain sealed by the TypeScript implementation (README.md). Made once; opened ever after.",
    secrets: each(people, ({ secret }) => toHex(secret)),
    accounts: each(people, ({ bundle }) => toHex(bundle.account)),
    bundles: each(people, ({ signed }) => pair(signed)),
    sealed: await sealed(people, random),
    root: { seed: toHex(seed), public: toHex(root.public), fingerprint: toHex(rootFingerprint(root.public)) },
    manifest: pair(signedManifest),
    epoch: saidOfEpoch(people, epoch),
    deposit: await deposit(people, epoch, manifest, random),
    contact_card: await contactCard(people, random),
    intake: await intake(people, random),
    envelopes: envelopes(people, epoch, contents(session, random(32)), random),
  };
}

async function hold(random: Random): Promise<Held> {
  const secret = random(32);
  const keys = await accountKeys(secret);
  const signed = makeBundle(keys, random(16), AT);
  return { secret, keys, signed, bundle: await verifyBundle(signed) };
}

function of(people: People, name: string): Held {
  const held = people.get(name);
  if (held === undefined) throw new RangeError("no such person");
  return held;
}

function each(people: People, say: (held: Held) => unknown, names = NAMES): Said {
  return Object.fromEntries(names.map((name) => [name, say(of(people, name))]));
}

async function sealed(people: People, random: Random): Promise<readonly Said[]> {
  const wanted: readonly (readonly [string, number])[] = [
    ["client", 0],
    ["client", 32],
    ["therapist", 1000],
  ];
  return Promise.all(
    wanted.map(async ([to, length]) => {
      const [info, plaintext] = [random(20), random(length)];
      const bytes = await seal(of(people, to).bundle.sealingPublic, info, plaintext, random);
      return { to, info: toHex(info), plaintext: toHex(plaintext), sealed: toHex(bytes) };
    }),
  );
}

function open(
  people: People,
  manifest: Manifest,
  session: Uint8Array,
  previous: Uint8Array,
  random: Random,
): Promise<OpenedEpoch> {
  const { keys, bundle } = of(people, "therapist");
  const place = { conversation: random(16), epoch: 1, previous };
  const purpose = { kind: "session" as const, session, manifestHash: manifest.hash, openedAt: AT };
  const members = [bundle, of(people, "client").bundle];
  return openEpoch(keys.signing, bundle.account, place, purpose, members, random);
}

function saidOfEpoch(people: People, { header, signed, wraps, keys }: OpenedEpoch): Said {
  const wrapOf = ({ bundle }: Held): string => {
    const place = header.members.indexOf(memberOf(header, bundle.account));
    return toHex(wraps[place] ?? new Uint8Array());
  };
  return {
    header: pair(signed),
    previous: toHex(header.previous),
    conversation: toHex(header.conversation),
    wraps: each(people, wrapOf, ["therapist", "client"]),
    secret: toHex(keys.secret),
  };
}

async function deposit(people: People, { keys }: OpenedEpoch, manifest: Manifest, random: Random): Promise<Said> {
  const depositor = of(people, "client");
  const { signing } = depositor.keys;
  const custodians = CUSTODIANS.map((name) => of(people, name).bundle);
  const made = await makeDeposit(signing, depositor.bundle.account, keys, manifest, custodians, AT, random);
  const shareOf = ({ bundle }: Held): string => {
    const place = manifest.custodians.findIndex((row) => toHex(row.account) === toHex(bundle.account));
    return toHex(made.sealedShares[place] ?? new Uint8Array());
  };
  return { deposit: pair(made.signed), sealed_shares: each(people, shareOf, CUSTODIANS) };
}

const FIELDS: ContactFields = [
  { name: "name", standing: "given", value: "Noa Löwenthal" },
  { name: "address", standing: "given", value: "1 Example Street\n00001 Exampletown" },
  { name: "birth-date", standing: "given", value: "1990-02-28" },
  { name: "telephone", standing: "declined", value: "" },
  { name: "email", standing: "declined", value: "" },
];

async function contactCard(people: People, random: Random): Promise<Said> {
  const { keys, bundle } = of(people, "client");
  const content = { fields: FIELDS, safe: NOTHING_SAID };
  const made = await CONTACT_CARD.make(keys.signing, bundle, 3, content, [of(people, "therapist").bundle], AT, random);
  const card = CONTACT_CARD.read(made.signed.body);
  const wrapOf = (held: Held): string => {
    const place = card.recipients.indexOf(recipientOf(card, held.bundle.account));
    return toHex(made.wraps[place] ?? new Uint8Array());
  };
  return {
    card: pair(made.signed),
    sealed_fields: toHex(made.sealedFields),
    wraps: each(people, wrapOf, ["therapist", "client"]),
    fields: FIELDS.map(({ name, standing, value }) => [name, standing, value]),
  };
}

const ANSWERS: IntakeFields = {
  form: NEWEST_FORM,
  fields: (INTAKE_FORMS[NEWEST_FORM] ?? []).map((question) => {
    if (question === "reason") return { question, standing: "given", value: "I sleep badly.\nSince spring." };
    return { question, standing: question === "substances" ? "declined" : "open", value: "" };
  }),
};

async function intake(people: People, random: Random): Promise<Said> {
  const { keys, bundle } = of(people, "client");
  const made = await INTAKE.make(keys.signing, bundle, 3, ANSWERS, [of(people, "therapist").bundle], AT, random);
  const said = INTAKE.read(made.signed.body);
  const wrapOf = (held: Held): string => {
    const place = said.recipients.indexOf(recipientOf(said, held.bundle.account));
    return toHex(made.wraps[place] ?? new Uint8Array());
  };
  return {
    intake: pair(made.signed),
    sealed_fields: toHex(made.sealedFields),
    wraps: each(people, wrapOf, ["therapist", "client"]),
    form: ANSWERS.form,
    fields: ANSWERS.fields.map(({ question, standing, value }) => [question, standing, value]),
  };
}

function envelopes(people: People, { keys }: OpenedEpoch, rows: readonly Row[], random: Random): readonly Said[] {
  const instances = { therapist: random(16), client: random(16) };
  return rows.map(([name, sender, content], n) => {
    const held = of(people, sender);
    const header = {
      conversation: keys.conversation,
      epoch: keys.epoch,
      sender: held.bundle.account,
      instance: instances[sender],
      counter: n + 1,
      messageId: random(16),
      kind: envelopeKind(content),
      clientTime: AT + n,
      seenSequence: 1,
      seenHead: random(32),
      logSize: 0,
      logRoot: emptyLogRoot(),
    };
    const { raw } = sealEnvelope(header, content, keys, held.keys.signing, random);
    return { name, sender, kind: content.kind, envelope: toHex(raw), ...saidOf(content) };
  });
}
