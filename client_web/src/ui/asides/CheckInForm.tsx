import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { isTooLong } from "../../state/asides.ts";
import { lastCheckIn } from "../../state/before_words.ts";
import type { Room } from "../../state/room.ts";
import { words } from "../../words/words.ts";
import { Field } from "../Field.tsx";
import { nameInside } from "../names.ts";

const NAMES = ["place", "telephone", "contact"] as const;
type Name = (typeof NAMES)[number];
const TYPED = {
  place: { autocomplete: "off" },
  telephone: { autocomplete: "off", inputMode: "tel" },
  contact: { autocomplete: "off" },
} as const;

const HINTS = {
  place: { hint: words.asides.ask.placeHint },
  telephone: {},
  contact: { hint: words.asides.ask.contactHint },
} as const;

/** Where a client is, and whom to call: each may be left out. It begins with what they said last time, wherever they said it. */
export function CheckInForm({ room, onBack }: { readonly room: Room; readonly onBack: () => void }): JSX.Element {
  const [typed, type] = useState<Partial<Record<Name, string>>>({});
  const { ask } = words.asides;
  const last = lastCheckIn(room.conversation);
  const value = (name: Name): string => typed[name] ?? last?.[name] ?? "";
  const tooLong = (name: Name): boolean => isTooLong(name, value(name));
  const send = (): void => {
    if (NAMES.some(tooLong)) return;
    const [place, telephone, contact] = [value("place").trim(), value("telephone").trim(), value("contact").trim()];
    void room.asides.checkIn({ safe: "yes", place, telephone, contact });
  };
  return (
    <form
      class="aside-form"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <p class="small">
        {ask.more} {last !== null && ask.last}
      </p>
      {NAMES.map((name) => (
        <Field
          key={name}
          label={ask[name]}
          {...HINTS[name]}
          wrong={tooLong(name) ? ask.tooLong : null}
          value={value(name)}
          onValue={(text) => {
            type({ ...typed, [name]: text });
          }}
          attributes={{ name, spellcheck: false, ...TYPED[name] }}
          optional
        />
      ))}
      <p class="quiet small">{ask.means}</p>
      <div class="choices-row">
        <button class="button primary" type="submit" aria-disabled={room.asides.work.value === "sending"}>
          {ask.send(nameInside(room.conversation.other))}
        </button>
        <button class="button plain" type="button" onClick={onBack}>
          {ask.back}
        </button>
      </div>
    </form>
  );
}
