import { describe, expect, it } from "vitest";
import { gathered } from "../../../src/state/legal/warnings.ts";
import { draftOf, faultsOf, firstAnswers } from "../../../src/ui/legal/answers.ts";
import type { Answers } from "../../../src/ui/legal/answers.ts";
import { words } from "../../../src/words/words.ts";
import * as warn from "../../../src/ui/legal/warn_answers.ts";

/** The forms that open a record without its client: what has to be said, and what is signed. */

const NOW = Date.parse("2026-11-28T12:00:00");
const REQUIRED = [
  "issuer",
  "jurisdiction",
  "docket",
  "authenticity",
  "paragraph",
  "recipients",
  "counsel",
  "privilege",
];

const whole: Answers = {
  ...firstAnswers(NOW),
  client: "01".repeat(16),
  conversation: "02".repeat(16),
  from: "2026-03-01",
  until: "2026-03-31",
  document: { name: "order.pdf", bytes: new Uint8Array([1]) },
  approver: "03".repeat(16),
  values: Object.fromEntries(REQUIRED.map((name) => [name, name])),
};

describe("what was served", () => {
  it("is whole with what the law asks for, and says what is missing", () => {
    expect(faultsOf(whole, NOW)).toEqual({});
    for (const name of REQUIRED) {
      const values = { ...whole.values, [name]: " " };
      expect(Object.keys(faultsOf({ ...whole, values }, NOW))).toEqual([name]);
    }
    const wrong = { ...whole, document: null, kinds: [], from: "2026-04-01", gag: "2026-11-27" };
    expect(Object.keys(faultsOf(wrong, NOW)).sort()).toEqual(["document", "gag", "kinds", "until"]);
  });

  it("needs an assurance, three tests, or findings, by its kind", () => {
    expect(Object.keys(faultsOf({ ...whole, kind: "attorney-subpoena" }, NOW))).toEqual(["assurance"]);
    expect(Object.keys(faultsOf({ ...whole, kind: "administrative" }, NOW))).toEqual(["three-part-test"]);
    expect(Object.keys(faultsOf({ ...whole, section: "2.64" }, NOW))).toEqual(["part2-findings"]);
  });

  it("says of a first day that is missing that it is missing, and not that days are the wrong way round", () => {
    expect(faultsOf({ ...whole, from: "" }, NOW)["from"]).toBe(words.legal.form.missing);
    expect(faultsOf({ ...whole, from: "" }, NOW)["until"]).toBeUndefined();
  });

  it("is signed without what was filled in for another kind, and with its gag until the day ends", () => {
    const values = { ...whole.values, assurance: "Notice was given" };
    const draft = draftOf({ ...whole, values, gag: "2026-12-24" }, new Uint8Array(16));
    expect(draft.values["assurance"]).toBe("");
    expect(draft.gagUntil).toBe(new Date("2026-12-25T00:00:00").getTime() - 1);
    expect(draftOf(whole, new Uint8Array(16)).gagUntil).toBe(0);
  });
});

describe("a warning", () => {
  const about = { client: "01".repeat(16), conversation: "02".repeat(16) };
  const said = { threat: "So it was said", victims: "A neighbour" };
  const told = { recipient: "Police", reached: "By telephone, 15:40", disclosed: "The name" };

  it("takes five fields, and no more", () => {
    const empty = warn.firstAnswers("pending", null);
    expect(Object.keys(warn.faultsOf(empty, false)).sort()).toEqual([
      "disclosed",
      "reached",
      "recipient",
      "threat",
      "victims",
    ]);
    expect(warn.faultsOf({ ...empty, ...told, values: said }, false)).toEqual({});
  });

  it("is never given for a crime that was admitted to in care", () => {
    const answers = { ...warn.firstAnswers("cleared", null), ...told, values: said, basis: "past-crime" as const };
    expect(Object.keys(warn.faultsOf({ ...answers, source: "session" }, false))).toEqual(["basis"]);
    expect(Object.keys(warn.faultsOf({ ...answers, source: "mailbox" }, false))).toEqual(["basis"]);
    expect(warn.faultsOf({ ...answers, source: "family" }, false)).toEqual({});
  });

  it("goes by one of the ways of part 2 unless the record is cleared", () => {
    expect(warn.branchesOf("pending")).not.toContain("not-part2");
    expect(warn.branchesOf("confirmed")[0]).toBe("not-identifying");
    expect(warn.branchesOf("cleared")).toEqual(["not-part2"]);
  });

  it("is completed beside what was signed; whom somebody told since is added", () => {
    const values = { ...said, notifications: "Police: reached", disclosed: "The name" };
    const shown = {
      hash: new Uint8Array(32).fill(9),
      completes: null,
      client: new Uint8Array(16),
      conversation: new Uint8Array(16),
      therapist: new Uint8Array(16),
      basis: "threat",
      branch: "not-identifying",
      source: "session",
      at: NOW,
      values,
      countersigned: null,
    } as const;
    const [before] = gathered([{ key: "", accounted: true, destroyed: false, shown }]);
    if (before === undefined) throw new Error("one");
    const answers = warn.firstAnswers("pending", before);
    expect(warn.faultsOf(answers, true)).toEqual({});
    expect(warn.warningOf(answers, about, before)).toMatchObject({ completes: shown.hash, told: null, values });
    expect(Object.keys(warn.faultsOf({ ...answers, recipient: "A neighbour" }, true)).sort()).toEqual([
      "disclosed",
      "reached",
    ]);
    const more = warn.warningOf({ ...answers, ...told, recipient: "A neighbour" }, about, before);
    expect(more.told?.recipient).toBe("A neighbour");
    expect(more.values["notifications"]).toBe("Police: reached\nA neighbour: By telephone, 15:40");
  });
});
