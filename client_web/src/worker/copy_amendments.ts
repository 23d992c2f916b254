import { equal } from "../bytes/equal.ts";
import type { Paper } from "../crypto/paper.ts";
import { ProofError } from "../crypto/proof.ts";
import * as requests from "../crypto/record_request.ts";
import type { Amendment, Said } from "../packages/amendments_file.ts";
import type { Person } from "../protocol/documents.ts";
import type { Keeper } from "./keeper.ts";
import { openOwn, underBundles } from "./papers_of_release.ts";
import type { Practice } from "./practice.ts";
import type { KeptRecordRequest, KeptWord } from "./record_request_port.ts";
import { underClient, underOfficer } from "./record_requests.ts";

/** What a client asked to have corrected goes with their copy of the record (crypto.md §13.2, §13.5). */

/** Of which conversation, by whom it was asked and answered. */
interface About {
  readonly conversation: Uint8Array;
  readonly client: Person;
  readonly people: readonly Person[];
}

/** Those of one conversation that hold and can be read here; and who answered them. What does not hold is nothing that was said. */
export async function amendmentsOf(
  keeper: Keeper,
  practice: Practice,
  kept: readonly KeptRecordRequest[],
  about: About,
): Promise<{ readonly amendments: readonly Amendment[]; readonly officers: readonly Uint8Array[] }> {
  const amendments: Amendment[] = [];
  const officers: Uint8Array[] = [];
  for (const each of kept) {
    const amendment = await orNull(() => amendmentOf(keeper, practice, each, about));
    if (amendment === null) continue;
    amendments.push(amendment);
    if (amendment.answer !== null) officers.push(requests.readRecordAnswer(amendment.answer.signed.body).officer);
  }
  return { amendments, officers };
}

async function amendmentOf(
  keeper: Keeper,
  practice: Practice,
  kept: KeptRecordRequest,
  { conversation, client, people }: About,
): Promise<Amendment | null> {
  const of = await underClient(keeper, practice, client, kept.request.signed);
  if (of.kind !== "amendment" || !equal(of.conversation, conversation)) return null;
  const request = await opened(keeper, kept.request, of.paperHash, (paper) => {
    requests.checkRequestPaper(of, paper);
  });
  const answer = await orNull(async () => {
    if (kept.answer === null) return null;
    const said = await underOfficer(practice, people, of, kept.answer.signed);
    return opened(keeper, kept.answer, said.paperHash, (paper) => {
      requests.checkAnswerPaper(said, paper);
    });
  });
  const disagreement = await orNull(async () => {
    if (kept.disagreement === null || answer === null) return null;
    const { signed } = kept.disagreement;
    const no = requests.readRecordAnswer(answer.signed.body);
    const said = await underBundles(keeper, practice, [client], signed, (bundle) =>
      requests.verifyDisagreement(signed, bundle, of, no),
    );
    return opened(keeper, kept.disagreement, said.paperHash, (paper) => {
      requests.checkDisagreementPaper(said, paper);
    });
  });
  return { request, answer, disagreement };
}

async function opened(
  keeper: Keeper,
  { signed, paper: own }: KeptWord,
  hash: Uint8Array,
  check: (paper: Paper) => void,
): Promise<Said> {
  if (own === null) throw new ProofError("wrong_key");
  const paper = await openOwn(keeper, hash, own);
  check(paper);
  return { signed, paper };
}

async function orNull<T>(prove: () => Promise<T | null>): Promise<T | null> {
  try {
    return await prove();
  } catch (error) {
    if (error instanceof ProofError) return null;
    throw error;
  }
}
