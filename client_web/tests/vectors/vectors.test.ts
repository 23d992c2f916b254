import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PROOF_REASONS, ProofError } from "../../src/crypto/proof.ts";
import { type Case, load, type Said } from "./json.ts";
import { FILES_NOT_OURS, NOT_OURS, OPERATIONS, type Operation } from "./operations.ts";

const OTHER_FILES = /^(frames|intake_form|mutations|paper_forms)$|_by_(python|typescript)$/;
const names = readdirSync(new URL("../../../tests/vectors/", import.meta.url))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length))
  .filter((name) => !OTHER_FILES.test(name) && !FILES_NOT_OURS.has(name));

async function run(operation: Operation, given: Case["input"]): Promise<{ expect: string; output: Said }> {
  try {
    return { expect: "ok", output: await operation(given) };
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    return { expect: error.reason, output: {} };
  }
}

describe.each(names)("%s.json", (name) => {
  const cases = (load(`${name}.json`)["cases"] as Case[]).filter(
    ({ operation }) => !NOT_OURS.has(`${name}/${operation}`),
  );

  it.each(cases.map((one) => [`${one.operation}: ${one.name}`, one] as const))("%s", async (_, one) => {
    const operation = OPERATIONS[name]?.[one.operation];
    if (operation === undefined) throw new Error(`no such operation: ${name}/${one.operation}`);
    expect(await run(operation, one.input)).toEqual({ expect: one.expect, output: one.output });
  });
});

describe("the words of refusal", () => {
  it("are those of the vectors, all and no others", () => {
    const said = names.flatMap((name) => (load(`${name}.json`)["cases"] as Case[]).map((one) => one.expect));
    const refusals = new Set(said.filter((word) => word !== "ok"));
    expect([...refusals].sort()).toEqual([...PROOF_REASONS].sort());
  });
});
