import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { INTAKE, type IntakeFields } from "../../../src/crypto/intake.ts";
import { FORM_PAGES, INTAKE_FORMS, NEWEST_FORM } from "../../../src/crypto/intake_form.ts";
import { recipientOf } from "../../../src/crypto/sealed_fields.ts";
import { NOW, person, random } from "../../world.ts";

const questions = INTAKE_FORMS[NEWEST_FORM] ?? [];

const answers: fc.Arbitrary<IntakeFields> = fc
  .tuple(...questions.map(() => fc.tuple(fc.string({ unit: "binary", maxLength: 200 }), fc.boolean())))
  .map((rows) => ({
    form: NEWEST_FORM,
    fields: questions.map((question, n) => {
      const [value, declined] = rows[n] ?? ["", true];
      if (value !== "") return { question, standing: "given" as const, value };
      return { question, standing: declined ? ("declined" as const) : ("open" as const), value: "" };
    }),
  }));

describe("an intake", () => {
  it("opens for whom it is sealed, and for nobody else", async () => {
    const [holder, intake, stranger] = [await person(), await person(), await person()];
    await fc.assert(
      fc.asyncProperty(answers, async (fields) => {
        const made = await INTAKE.make(holder.keys.signing, holder.bundle, 1, fields, [intake.bundle], NOW, random);
        const said = INTAKE.verify(made.signed, made.sealedFields, holder.bundle);
        INTAKE.checkWraps(said, made.wraps);
        for (const { account, keys } of [holder, intake]) {
          const wrap = made.wraps[said.recipients.indexOf(recipientOf(said, account))] ?? new Uint8Array();
          const open = (key: typeof keys): Promise<IntakeFields> =>
            INTAKE.open(key.sealing, account, said, made.sealedFields, wrap);
          expect(await open(keys)).toEqual(fields);
          await expect(open(stranger.keys)).rejects.toThrow("wrong_key");
        }
      }),
      { numRuns: 10 },
    );
  });

  it("has the form that the other language has", () => {
    const file = new URL("../../../../tests/vectors/intake_form.json", import.meta.url);
    const { forms } = JSON.parse(readFileSync(file, "utf8")) as { forms: { form: number; pages: unknown }[] };
    expect(forms.find(({ form }) => form === NEWEST_FORM)?.pages).toEqual(FORM_PAGES);
    expect(forms.map(({ form }) => String(form))).toEqual(Object.keys(INTAKE_FORMS));
  });
});
