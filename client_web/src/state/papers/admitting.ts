import { toHex } from "../../bytes/hex.ts";
import { trusted } from "../matching/trusted.ts";
import { answered, every, proved } from "../me/result.ts";
import type { MePorts } from "../me/step_up.ts";

/** Papers go on to officers and owners who came later, whenever one who reads them opens a page of the desk (crypto.md §13.1). */

/** More rounds than this are for the next page. */
const MOST_ROUNDS = 8;

/** To whom how many papers were given on. */
export interface GivenOn {
  readonly reader: string;
  readonly papers: number;
}

/** Gives on what others at the desk cannot read yet. Nobody asked for it: what does not work is tried again by the next page, and stops nothing. */
export async function giveOn(ports: MePorts): Promise<readonly GivenOn[]> {
  const given = new Map<string, number>();
  const trust = await trusted(ports);
  if (!trust.ok) return [];
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const done = await giveNext(ports);
    if (done === null) break;
    given.set(done.reader, (given.get(done.reader) ?? 0) + done.papers);
  }
  return [...given].map(([reader, papers]) => ({ reader, papers }));
}

/** The next reader and some papers; null when there is nobody, or it did not work. */
async function giveNext(ports: MePorts): Promise<GivenOn | null> {
  const asked = await every([ports.http.ownBundle(), ports.release.owedPapers()]);
  if (!asked.ok) return null;
  const [own, { reader, papers }] = asked.value;
  if (reader === null || papers.length === 0) return null;
  const made = proved(await ports.crypto.admit({ own, reader, papers, now: ports.clock.now() }));
  if (!made.ok || made.value === null) return null;
  const sent = answered(await ports.release.admit(made.value));
  return sent.ok ? { reader: toHex(reader.account), papers: made.value.wraps.length } : null;
}
