import { describe, expect, it } from "vitest";
import { nextHead } from "../../src/crypto/transcript.ts";
import { value } from "../world.ts";
import { un } from "./json.ts";
import { beginning, browser, conversation, entries, kept, learn } from "./kept_record.ts";

describe.each(["client", "therapist"])("a record across the rotations of both sides, read by the %s", (name) => {
  it("proves itself and opens from the first entry to the last", async () => {
    const port = await browser(name);
    for (const epoch of [1, 2, 3, 4]) value(await learn(port, name, epoch));
    const opened = value(await port.openEntries(conversation, beginning, entries));
    if (opened.kind === "needs") throw new Error("needs epochs");
    expect(opened.entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : []))).toEqual(kept["texts"]);
    expect(opened.entries.filter(({ kind }) => kind === "seal")).toHaveLength(2);
    expect(opened.head).toEqual(un(kept["head"]));
  });

  it("opens as well from its end backwards, page by page", async () => {
    const port = await browser(name);
    for (const epoch of [4, 3, 2, 1]) value(await learn(port, name, epoch));
    const heads = [beginning];
    for (const entry of entries) heads.push(nextHead(heads.at(-1) ?? beginning, entry));
    const read: string[] = [];
    for (let end = entries.length; end > 0; end -= 2) {
      const start = Math.max(0, end - 2);
      const page = value(await port.openEntries(conversation, heads[start] ?? beginning, entries.slice(start, end)));
      if (page.kind === "needs") throw new Error("needs epochs");
      read.unshift(...page.entries.flatMap((entry) => (entry.kind === "text" ? [entry.text] : [])));
    }
    expect(read).toEqual(kept["texts"]);
  });
});
