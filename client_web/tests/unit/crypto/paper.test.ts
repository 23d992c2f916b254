import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formVersion, type PaperForm } from "../../../src/crypto/paper_forms.ts";

/** crypto.md §13.1; more in paper.json. */

interface Said {
  readonly form: PaperForm;
  readonly version: number;
  readonly elements: string[];
  readonly required: string[];
  readonly text_hash: string;
}

describe("the forms of papers", () => {
  const file = new URL("../../../../tests/vectors/paper_forms.json", import.meta.url);
  const { forms } = JSON.parse(readFileSync(file, "utf8")) as { forms: Said[] };

  it.each(forms.map((said) => [said.form, said] as const))("%s is that of both languages", (_, said) => {
    const version = formVersion(said.form, said.version);
    expect(version?.elements).toEqual(said.elements);
    expect([...(version?.required ?? [])].sort()).toEqual([...said.required].sort());
    expect(version?.textHash).toBe(said.text_hash);
  });
});
