import { encode } from "@msgpack/msgpack";
import type { Entry } from "../../src/crypto/transcript.ts";
import type { ConversationDocument, Person, PracticeDocument } from "../../src/protocol/documents.ts";
import type { EpochFrame } from "../../src/protocol/frames.ts";
import { pair, write } from "../conversation.ts";
import { NUMBERS, PASSWORD, placeOf } from "../world.ts";

/** Everything that a signed-in client needs to open one conversation, as the server would give it. */
export interface Fixture {
  readonly number: string;
  readonly password: string;
  readonly account: Uint8Array;
  readonly wrap: Uint8Array;
  readonly practice: PracticeDocument;
  readonly people: readonly Person[];
  readonly conversation: ConversationDocument;
  readonly epoch: EpochFrame;
  readonly entries: readonly Entry[];
}

/** A record of `messages` lines, written in turn. */
export async function makeFixture(messages: number): Promise<Uint8Array> {
  const made = await pair();
  for (let n = 0; n < messages; n++) {
    const from = n % 2 === 0 ? "client" : "therapist";
    await write(made, from, { kind: "text", text: `line ${n}: how the week went, in a sentence or two.` });
  }
  const [self] = made.people;
  if (self === undefined) throw new Error("absent");
  const fixture: Fixture = {
    number: NUMBERS.client,
    password: PASSWORD,
    account: self.account,
    wrap: made.clientWrap,
    practice: made.practice.document,
    people: made.people,
    conversation: made.document,
    epoch: made.transcript.epochFrame(1, placeOf(self.account, made.people)),
    entries: made.transcript.entries,
  };
  return encode(fixture, { ignoreUndefined: true });
}
