import { webcrypto } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../src/bytes/hex.ts";
import { type AccountKeys, accountKeys } from "../../src/crypto/account.ts";
import { type Bundle, verifyBundle } from "../../src/crypto/bundle.ts";
import { CONTACT_CARD } from "../../src/crypto/contact_card.ts";
import { type Deposit, verifyDeposit } from "../../src/crypto/deposit.ts";
import { openEnvelope, parseEnvelope, verifyEnvelope } from "../../src/crypto/envelope.ts";
import { type EpochHeader, type EpochKeys, epochKeys, unwrapEpoch, verifyHeader } from "../../src/crypto/epoch.ts";
import { INTAKE } from "../../src/crypto/intake.ts";
import { type Manifest, verifyManifest } from "../../src/crypto/manifest.ts";
import { combineShares, openShare, verifyShare } from "../../src/crypto/opening.ts";
import { PinnedRoot } from "../../src/crypto/trust.ts";
import { makeChain } from "./chain.ts";
import { contentOf } from "./contents.ts";
import { type Given, load, rows, text, un, unpair } from "./json.ts";

const CUSTODIANS = ["custodian_1", "custodian_2", "custodian_3"] as const;
const NAMES = ["therapist", "client", ...CUSTODIANS] as const;
type Name = (typeof NAMES)[number];

const anew = async (): Promise<Given> =>
  JSON.parse(JSON.stringify(await makeChain((length) => webcrypto.getRandomValues(new Uint8Array(length))))) as Given;

describe.each([
  ["sealed_by_python.json", () => Promise.resolve(load("sealed_by_python.json"))],
  ["sealed_by_typescript.json", () => Promise.resolve(load("sealed_by_typescript.json"))],
  ["a chain sealed just now", anew],
])("%s", (_, chain) => {
  let file: Given;
  const keys = {} as Record<Name, AccountKeys>;
  const bundles = {} as Record<Name, Bundle>;
  let manifest: Manifest;
  let header: EpochHeader;
  let epoch: EpochKeys;
  let deposit: Deposit;

  const part = (name: string): Given => file[name] as Given;

  beforeAll(async () => {
    file = await chain();
    for (const name of NAMES) {
      keys[name] = await accountKeys(un(part("secrets")[name]));
      bundles[name] = await verifyBundle(unpair(part("bundles")[name]));
    }
    const root = PinnedRoot.pin(un(part("root")["public"]), un(part("root")["fingerprint"]));
    manifest = verifyManifest(unpair(file["manifest"]), root);
    const said = part("epoch");
    const place = { conversation: un(said["conversation"]), epoch: 1, previous: un(said["previous"]) };
    header = verifyHeader(unpair(said["header"]), bundles.therapist, place);
    epoch = epochKeys(header, un(said["secret"]));
    const shares = manifest.custodians.map(({ account }) =>
      un((part("deposit")["sealed_shares"] as Given)[nameOf(account)]),
    );
    deposit = verifyDeposit(unpair(part("deposit")["deposit"]), shares, bundles.client, header, manifest);
  });

  const nameOf = (account: Uint8Array): Name =>
    NAMES.find((name) => toHex(bundles[name].account) === toHex(account)) ?? "client";

  it("names the accounts and keys that grow from its secrets", () => {
    for (const name of NAMES) {
      expect(toHex(bundles[name].account)).toBe(part("accounts")[name]);
      expect(bundles[name].signingPublic).toEqual(keys[name].signing.public);
      expect(bundles[name].sealingPublic).toEqual(keys[name].sealing.public);
    }
  });

  it("opens every seal", async () => {
    for (const row of rows(file["sealed"])) {
      const opened = await keys[text(row["to"]) as Name].sealing.open(un(row["info"]), un(row["sealed"]));
      expect(toHex(opened)).toBe(row["plaintext"]);
    }
  });

  it("unwraps the epoch's secret for both members", async () => {
    for (const name of ["therapist", "client"] as const) {
      const wrap = un((part("epoch")["wraps"] as Given)[name]);
      const opened = await unwrapEpoch(keys[name].sealing, bundles[name].account, header, wrap);
      expect(opened.secret).toEqual(epoch.secret);
    }
  });

  it("gives the secret back from any two shares of the deposit", async () => {
    const sealed = part("deposit")["sealed_shares"] as Given;
    const shares = await Promise.all(
      CUSTODIANS.map(async (name) => {
        const { account } = bundles[name];
        return verifyShare(deposit, account, await openShare(keys[name].sealing, account, deposit, un(sealed[name])));
      }),
    );
    for (const left of shares) {
      for (const right of shares.filter((share) => share !== left)) {
        expect((await combineShares(deposit, header, [left, right])).secret).toEqual(epoch.secret);
      }
    }
  });

  it("opens the contact card for its holder and its reader", async () => {
    const said = part("contact_card");
    const sealed = un(said["sealed_fields"]);
    const card = CONTACT_CARD.verify(unpair(said["card"]), sealed, bundles.client);
    CONTACT_CARD.checkWraps(
      card,
      card.recipients.map(({ account }) => un((said["wraps"] as Given)[nameOf(account)])),
    );
    for (const name of ["therapist", "client"] as const) {
      const wrap = un((said["wraps"] as Given)[name]);
      const { fields } = await CONTACT_CARD.open(keys[name].sealing, bundles[name].account, card, sealed, wrap);
      expect(fields.map((field) => [field.name, field.standing, field.value])).toEqual(said["fields"]);
    }
  });

  it("opens the intake for its holder and its reader", async () => {
    const said = part("intake");
    const sealed = un(said["sealed_fields"]);
    const intake = INTAKE.verify(unpair(said["intake"]), sealed, bundles.client);
    INTAKE.checkWraps(
      intake,
      intake.recipients.map(({ account }) => un((said["wraps"] as Given)[nameOf(account)])),
    );
    for (const name of ["therapist", "client"] as const) {
      const wrap = un((said["wraps"] as Given)[name]);
      const { form, fields } = await INTAKE.open(keys[name].sealing, bundles[name].account, intake, sealed, wrap);
      expect(form).toBe(said["form"]);
      expect(fields.map(({ question, standing, value }) => [question, standing, value])).toEqual(said["fields"]);
    }
  });

  it("opens every envelope to what stands beside it", () => {
    for (const row of rows(file["envelopes"])) {
      const envelope = parseEnvelope(un(row["envelope"]));
      verifyEnvelope(envelope, bundles[text(row["sender"]) as Name].signingPublic);
      const content = openEnvelope(envelope, epoch);
      expect(content.kind).toBe(row["kind"]);
      expect(content).toEqual(contentOf(row));
    }
  });
});
