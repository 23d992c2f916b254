import { unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { amended, copied, documentsOf, FILE, readAll, requestOf, type Told, told } from "../../copy.ts";
import { reason, startWorker, value } from "../../world.ts";

const utf8 = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

describe("a copy of the record", () => {
  let story: Told;
  beforeAll(async () => {
    story = await told();
  });

  it("holds everything that was said, the files, and what proves it", async () => {
    const files = unzipSync(await copied(story));
    expect(Object.keys(files).sort()).toEqual([
      "envelopes.bin",
      "files/1-Zeichnung_ _1_.txt",
      "manifest.bin",
      "proofs.json",
      "record.html",
      "record.json",
      "record.pdf",
    ]);
    expect(files["files/1-Zeichnung_ _1_.txt"]).toEqual(FILE);
    const record = JSON.parse(utf8(files["record.json"])) as { entries: unknown[]; sessions: unknown[] };
    expect(record.entries).toHaveLength(12);
    expect(record.sessions).toHaveLength(2);
    expect(utf8(files["record.html"])).toContain("Grüße &lt;b&gt;&amp;&lt;/b&gt; שלום 🙂\nagain");
    expect(utf8(files["record.pdf"])).toMatch(/^%PDF-1\.7/);
    expect(utf8(files["record.pdf"])).toContain("/StructTreeRoot");
  });

  it("holds one session with its seals, or the letters alone, and says what is missing in between", async () => {
    const one = utf8(unzipSync(await copied(story, { session: story.session }))["record.html"]);
    expect(one).toContain("signed by");
    expect(one).not.toContain("Here it is.");
    const letters = utf8(unzipSync(await copied(story, { what: "letters" }))["record.html"]);
    expect(letters).toContain("Here it is.");
    expect(letters).not.toContain("Tell me.");
  });

  it("carries what was asked to be corrected, what was answered and what was said to that, where it is about this record", async () => {
    const beside = await amended(story);
    const files = unzipSync(await copied(story, {}, null, beside));
    const { amendments } = JSON.parse(utf8(files["amendments.json"])) as { amendments: unknown[] };
    expect(amendments).toHaveLength(1);
    expect(JSON.stringify(amendments)).toContain("It was less.");
    const [kept] = beside.kept;
    if (kept?.answer == null) throw new Error("an answer");
    const forged = { ...kept.answer, signed: { ...kept.answer.signed, signature: new Uint8Array(64) } };
    const bent = { ...beside, kept: [{ ...kept, answer: forged }] };
    const said = utf8(unzipSync(await copied(story, {}, null, bent))["amendments.json"]);
    expect(JSON.parse(said)).toMatchObject({ amendments: [{ answer: null, disagreement: null }] });
    const elsewhere = { ...beside, kept: [] };
    expect(unzipSync(await copied(story, {}, null, elsewhere))["amendments.json"]).toBeUndefined();
  });

  it("has nothing in it where nothing was said", async () => {
    value(await story.client.beginCopy(requestOf(story, { from: 1, until: 2 })));
    await readAll(story);
    expect(value(await story.client.chosenForCopy()).entries).toBe(0);
    value(await story.client.dropCopy());
  });

  it("is forgotten when it is dropped, and begun for a conversation that is open only", async () => {
    value(await story.client.beginCopy(requestOf(story)));
    value(await story.client.dropCopy());
    expect(reason(await story.client.makeCopy(documentsOf(story), null))).toBe("unknown_conversation");
    expect(reason(await startWorker().beginCopy(requestOf(story)))).toBe("unknown_conversation");
  });

  it("refuses a file that is not the letter's", async () => {
    value(await story.client.beginCopy(requestOf(story)));
    await readAll(story);
    const bent = story.chunks.map((chunk) => chunk.map((byte, n) => (n === 30 ? byte ^ 1 : byte)));
    expect(reason(await story.client.takeCopyFile(story.attachment, bent))).toBe("wrong_digest");
    value(await story.client.dropCopy());
  });
});
