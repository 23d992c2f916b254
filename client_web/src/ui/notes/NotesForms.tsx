import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ConversationKey } from "../../state/id.ts";
import type { Me } from "../../state/me/me.ts";
import type { NotesForm, NotesHandingState } from "../../state/notes/handing.ts";
import { dayOf, longDate } from "../../words/dates.ts";
import { words } from "../../words/words.ts";
import { MistakeNote } from "../door/MistakeNote.tsx";
import { Note } from "../Note.tsx";
import { MadePackages, PackageToKeep } from "../release/MadePackages.tsx";

/** Forms for notes that this client signed, and the package that their author makes by one; nothing while there is none. */
export function NotesForms(props: { readonly me: Me; readonly conversation: ConversationKey }): JSX.Element | null {
  const { handing } = props.me.notes;
  useEffect(() => {
    void handing.read();
    return () => {
      handing.drop();
    };
  }, [handing]);
  const read = handing.forms.value;
  const forms = read.kind === "ready" ? read.value.filter((form) => form.conversation === props.conversation) : [];
  if (forms.length === 0) return null;
  const { hand } = words.privateNotes;
  return (
    <section class="stack wide" aria-label={hand.title}>
      <h2>{hand.title}</h2>
      <p>{hand.means}</p>
      <ul class="lines">
        {forms.map((form) => (
          <Line key={form.key} me={props.me} form={form} />
        ))}
      </ul>
      <Package me={props.me} state={handing.state.value} />
    </section>
  );
}

function Line({ me, form }: { readonly me: Me; readonly form: NotesForm }): JSX.Element {
  const { hand } = words.privateNotes;
  const { handing } = me.notes;
  const { shown, kept } = form;
  const state = handing.state.value;
  const busy = state.kind === "making";
  const isShown = state.kind === "ready" && state.form === form.key;
  return (
    <li>
      <div class="stack tight">
        <strong>{hand.to(shown.values["recipient"] ?? "")}</strong>
        <span>{hand.purpose(shown.values["purpose"] ?? "")}</span>
        <span class="quiet small">
          {hand.span(longDate(shown.from), longDate(shown.until))} ·{" "}
          {form.open ? hand.until(longDate(shown.expiresAt)) : hand.over}
          {kept.handedOut > 0 && ` · ${words.release.handedOut(kept.handedOut)}`}
        </span>
      </div>
      {!isShown && <MadePackages me={me} of={form.key} />}
      {form.open && (
        <button
          class="button"
          type="button"
          aria-disabled={busy}
          onClick={() => {
            if (!busy) void handing.hand(form);
          }}
        >
          {hand.make}
        </button>
      )}
    </li>
  );
}

function Package({ me, state }: { readonly me: Me; readonly state: NotesHandingState }): JSX.Element | null {
  const { hand } = words.privateNotes;
  if (state.kind === "none") return null;
  if (state.kind === "making") return <p role="status">{hand.making}</p>;
  if (state.kind === "failed") return <Failed state={state} />;
  const { form, locked, passphrase, at } = state;
  return (
    <div class="stack wide">
      <p role="status">{hand.ready(state.count)}</p>
      <PackageToKeep me={me} of={form} file={{ name: hand.file(dayOf(at)), locked, at }} passphrase={passphrase} />
    </div>
  );
}

function Failed({ state }: { readonly state: Extract<NotesHandingState, { kind: "failed" }> }): JSX.Element {
  const { hand } = words.privateNotes;
  const { mistake } = state;
  const barred = mistake.kind === "refused" && mistake.code === "not_allowed";
  const none = mistake.kind === "proof" && mistake.reason === "wrong_length";
  if (!barred && !none) return <MistakeNote mistake={mistake} shown="password" />;
  return (
    <Note icon="alert" warn>
      {barred ? hand.notAllowed : hand.none}
    </Note>
  );
}
