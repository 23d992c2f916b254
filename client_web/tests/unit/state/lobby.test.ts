import { describe, expect, it } from "vitest";
import { parseDirectory } from "../../../src/net/lobby_http.ts";
import { ANY, approachesOf, Directory, languagesOf, matching, PAGE } from "../../../src/state/lobby/directory.ts";
import { Lobby } from "../../../src/state/lobby/lobby.ts";
import { faultsOf, MAX_WORDING_BYTES } from "../../../src/state/lobby/report.ts";
import type { Answered } from "../../../src/state/ports.ts";
import type { Warning } from "../../../src/state/lobby_http.ts";
import { lobbyOf, therapists } from "../../lobby.ts";

const DEVICE = { browser: "firefox", system: "linux" } as const;
const ALL = therapists(50);
const unreachable = <T>(): Promise<Answered<T>> => Promise.resolve({ ok: false, refusal: { kind: "unreachable" } });

describe("the directory", () => {
  it("finds by approach and by language, whatever the region", () => {
    const spanish = matching(ALL, { approach: null, language: "es" });
    expect(spanish.length).toBeGreaterThan(0);
    expect(spanish.every(({ languages }) => languages.includes("es-MX"))).toBe(true);
    const both = matching(ALL, { approach: "couples", language: "en" });
    expect(both.every(({ approaches }) => approaches.includes("couples"))).toBe(true);
    expect(matching(ALL, ANY)).toEqual(ALL);
    expect(approachesOf(ALL)).toHaveLength(5);
    expect(languagesOf(ALL)).toContain("es");
  });

  it("shows a page at a time, and begins anew with another choice", () => {
    const directory = new Directory(lobbyOf());
    directory.more();
    expect(directory.shown.value).toBe(2 * PAGE);
    directory.choose({ approach: "couples" });
    expect(directory.shown.value).toBe(PAGE);
    expect(directory.filter.value).toEqual({ approach: "couples", language: null });
  });

  it("says when it cannot be read, is read again, and keeps what it has", async () => {
    let answer: () => Promise<Answered<typeof ALL>> = unreachable;
    const { reading } = new Directory(lobbyOf({ directory: () => answer() }));
    await reading.read();
    expect(reading.state.value).toEqual({ kind: "failed", offline: true });
    answer = () => Promise.resolve({ ok: true, value: ALL });
    await reading.read();
    answer = unreachable;
    await reading.read();
    expect(reading.state.value).toEqual({ kind: "ready", value: ALL });
  });
});

describe("an answer about the directory", () => {
  const one = {
    therapist: "A".repeat(22),
    name: "Jun",
    credentials: "",
    approaches: ["couples"],
    languages: ["en"],
    about: "",
    photo: "B".repeat(22),
  };

  it("is read as protocol.md §1.6 has it", () => {
    const [read] = parseDirectory({ therapists: [one] });
    expect(read?.photo).toBe(`/messaging/v1/directory/photo/${"B".repeat(22)}`);
    expect(parseDirectory({ therapists: [{ ...one, photo: null, more: 1 }] })[0]?.photo).toBeNull();
  });

  it.each([
    null,
    {},
    { therapists: {} },
    { therapists: [{ ...one, photo: "../../elsewhere" }] },
    { therapists: [{ ...one, photo: "https://elsewhere.example" }] },
    { therapists: [{ ...one, therapist: "" }] },
    { therapists: [{ ...one, name: "" }] },
    { therapists: [{ ...one, approaches: "couples" }] },
    { therapists: [{ ...one, languages: [1] }] },
    { therapists: [{ ...one, languages: Array.from({ length: 13 }, () => "en") }] },
  ])("of another shape is none: %j", (answer) => {
    expect(() => parseDirectory(answer)).toThrow();
  });
});

describe("a report", () => {
  it("needs what the browser said, within bounds", () => {
    expect(faultsOf({ wording: "  ", place: "" })).toEqual({ wording: "empty", place: null });
    expect(faultsOf({ wording: "é".repeat(MAX_WORDING_BYTES / 2 + 1), place: "x".repeat(301) })).toEqual({
      wording: "long",
      place: "long",
    });
    expect(faultsOf({ wording: "é".repeat(MAX_WORDING_BYTES / 2), place: "" })).toEqual({ wording: null, place: null });
  });

  it("stays when it could not be sent, goes with the kind of browser, and is gone once it is there", async () => {
    const sent: Warning[] = [];
    let answer: () => Promise<Answered<null>> = unreachable;
    const warn = (warning: Warning): Promise<Answered<null>> => {
      sent.push(warning);
      return answer();
    };
    const { report } = new Lobby(lobbyOf({ warn }), DEVICE);
    report.write({ wording: " Not secure ", place: "sign in" });
    await report.send();
    expect(report.state.value).toMatchObject({
      wording: " Not secure ",
      sent: false,
      mistake: { kind: "unreachable" },
    });
    answer = () => Promise.resolve({ ok: true, value: null });
    await report.send();
    expect(report.state.value).toMatchObject({ wording: "", place: "", sent: true, mistake: null });
    expect(sent[1]).toEqual({ wording: "Not secure", place: "sign in", browser: DEVICE });
  });
});
