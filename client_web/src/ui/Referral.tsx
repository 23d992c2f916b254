import type { JSX } from "preact";
import type { Conversation } from "../state/conversation.ts";
import type { LetterEntry } from "../state/entry.ts";
import { longDate } from "../words/dates.ts";
import { words } from "../words/words.ts";
import { nameOf } from "./names.ts";
import { usePage } from "./page.ts";

/** The letter with which care ended, first of all on the closed page, and for the printer by itself. */
export function Referral({ conversation }: { readonly conversation: Conversation }): JSX.Element | null {
  const page = usePage();
  const found = conversation.entries.value.findLast(
    (entry) => entry.kind === "letter" && entry.letter.purpose === "referral",
  );
  if (!conversation.over || found?.kind !== "letter") return null;
  const { referral } = words.care;
  const from = byline(conversation, found, found.time);
  const { subject, text } = found.letter;
  return (
    <section class="referral" aria-label={referral.title}>
      <div class="referral-letter">
        <div>
          <h2>{subject === "" ? referral.title : subject}</h2>
          <p class="quiet small">{from}</p>
        </div>
        <p class="referral-text" tabIndex={0} role="group" aria-label={referral.title}>
          {text}
        </p>
        <p class="referral-acts">
          <button
            class="button"
            type="button"
            onClick={() => {
              globalThis.print();
            }}
          >
            {referral.print}
          </button>
          <button
            class="button"
            type="button"
            onClick={() => {
              page.go({ name: "mail", part: "thread", of: found.thread });
            }}
          >
            {referral.open}
          </button>
        </p>
      </div>
      <div class="sheet" aria-hidden="true">
        <p class="sheet-title">{subject === "" ? referral.title : subject}</p>
        <p>{from}</p>
        <p class="referral-printed">{text}</p>
      </div>
    </section>
  );
}

function byline(conversation: Conversation, { mine }: LetterEntry, time: number): string {
  const { referral } = words.care;
  return mine ? referral.yours(longDate(time)) : referral.from(nameOf(conversation.other), longDate(time));
}
