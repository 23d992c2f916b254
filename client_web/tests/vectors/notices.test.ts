import { webcrypto } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { toHex } from "../../src/bytes/hex.ts";
import { accountKeys } from "../../src/crypto/account.ts";
import { verifyBundle } from "../../src/crypto/bundle.ts";
import { sha256 } from "../../src/crypto/hashing.ts";
import { openNotice, readNotice } from "../../src/crypto/notice.ts";
import { verify } from "../../src/crypto/signing.ts";
import { type Given, load, rows, un, unpair } from "./json.ts";
import { makeNotices } from "./notices.ts";

/** The notices that each implementation sealed once, and some sealed just now (tests/vectors/README.md). */

const anew = async (): Promise<Given> =>
  JSON.parse(JSON.stringify(await makeNotices((length) => webcrypto.getRandomValues(new Uint8Array(length))))) as Given;

describe.each([
  ["notices_by_python.json", () => Promise.resolve(load("notices_by_python.json"))],
  ["notices_by_typescript.json", () => Promise.resolve(load("notices_by_typescript.json"))],
  ["notices sealed just now", anew],
])("%s", (_, made) => {
  let file: Given;

  beforeAll(async () => {
    file = await made();
  });

  it("are their sender's and open to what stands beside them", async () => {
    const secrets = file["secrets"] as Given;
    const bundles = file["bundles"] as Given;
    const sender = await verifyBundle(unpair(bundles["intake"]));
    const recipient = await verifyBundle(unpair(bundles["client"]));
    const { sealing } = await accountKeys(un(secrets["client"]));
    for (const said of rows(file["notices"])) {
      const signed = unpair(said["notice"]);
      verify(sender.signingPublic, signed.body, signed.signature);
      const notice = readNotice(signed.body);
      expect([toHex(notice.sender), toHex(notice.recipientBundleHash)]).toEqual([
        toHex(sender.account),
        toHex(recipient.hash),
      ]);
      expect(toHex(notice.sealedHash)).toBe(toHex(sha256(un(said["sealed"]))));
      const { title, text, values } = await openNotice(sealing, notice, un(said["sealed"]));
      expect([title, text, values.map(({ name, value }) => [name, value])]).toEqual([
        said["title"],
        said["text"],
        said["values"],
      ]);
    }
  });
});
