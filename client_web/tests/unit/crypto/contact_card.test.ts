import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CardContent,
  CHANNELS,
  CONTACT_CARD,
  FIELD_NAMES,
  MESSAGES,
  NOTHING_SAID,
} from "../../../src/crypto/contact_card.ts";
import { recipientOf } from "../../../src/crypto/sealed_fields.ts";
import { NOW, person, random } from "../../world.ts";

const text = fc.string({ unit: "binary", maxLength: 60 });
const contents: fc.Arbitrary<CardContent> = fc.record({
  fields: fc.tuple(...FIELD_NAMES.map(() => text)).map((values) =>
    FIELD_NAMES.map((name, n) => {
      const value = values[n] ?? "";
      return { name, standing: value === "" ? ("declined" as const) : ("given" as const), value };
    }),
  ),
  safe: fc.record({
    channels: fc.oneof(fc.constant(["none" as const]), fc.subarray(CHANNELS.filter((each) => each !== "none"))),
    hours: text,
    messages: fc.constantFrom(...MESSAGES),
    address: text,
  }),
});

describe("a contact card", () => {
  it("opens for its holder and its readers, and for nobody else", async () => {
    const [holder, intake, stranger] = [await person(), await person(), await person()];
    await fc.assert(
      fc.asyncProperty(contents, async (content) => {
        const { signing } = holder.keys;
        const made = await CONTACT_CARD.make(signing, holder.bundle, 1, content, [intake.bundle], NOW, random);
        const card = CONTACT_CARD.verify(made.signed, made.sealedFields, holder.bundle);
        CONTACT_CARD.checkWraps(card, made.wraps);
        for (const { account, keys } of [holder, intake]) {
          const wrap = made.wraps[card.recipients.indexOf(recipientOf(card, account))] ?? new Uint8Array();
          const open = (key: typeof keys): Promise<CardContent> =>
            CONTACT_CARD.open(key.sealing, account, card, made.sealedFields, wrap);
          expect(await open(keys)).toEqual(content);
          await expect(open(stranger.keys)).rejects.toThrow("wrong_key");
        }
      }),
      { numRuns: 20 },
    );
  });

  it("has one wrap for a reader who is its holder", async () => {
    const { keys, bundle } = await person();
    const fields = FIELD_NAMES.map((name) => ({ name, standing: "declined" as const, value: "" }));
    const made = await CONTACT_CARD.make(
      keys.signing,
      bundle,
      1,
      { fields, safe: NOTHING_SAID },
      [bundle],
      NOW,
      random,
    );
    expect(made.wraps).toHaveLength(1);
  });

  it("is not made with a field that says two things", async () => {
    const { keys, bundle } = await person();
    const fields = FIELD_NAMES.map((name) => ({ name, standing: "declined" as const, value: "something" }));
    await expect(
      CONTACT_CARD.make(keys.signing, bundle, 1, { fields, safe: NOTHING_SAID }, [], NOW, random),
    ).rejects.toThrow("bad_field");
  });
});
