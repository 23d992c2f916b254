import { unzipSync } from "fflate";
import { toHex } from "../../src/bytes/hex.ts";
import { amended, copied, told } from "../copy.ts";
import { NOW } from "../world.ts";
import type { Said } from "./json.ts";

/** Makes packaged_by_typescript.json: copies of one conversation, made by the client's worker (tests/vectors/README.md). */
export async function makePackages(): Promise<Said> {
  const story = await told();
  const whole = filesOf(await copied(story, {}, null));
  const session = filesOf(await copied(story, { session: story.session }, null));
  const letters = filesOf(await copied(story, { what: "letters", from: NOW + 6, until: NOW + 8 }, null));
  const corrected = filesOf(await copied(story, { session: story.session }, null, await amended(story)));
  const about =
    "Copies of one conversation, made by the TypeScript implementation and verified by the Python one (README.md). Made once.";
  return { about, root: toHex(story.practice.fingerprint), whole, session, letters, corrected };
}

/** The files in hexadecimal. There is no PDF among them: nobody compares what it shows. */
function filesOf(archive: Uint8Array): Said {
  return Object.fromEntries(Object.entries(unzipSync(archive)).map(([name, data]) => [name, toHex(data)]));
}
