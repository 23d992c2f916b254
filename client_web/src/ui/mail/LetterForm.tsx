import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { MAX_ATTACHMENTS, MAX_FILE_BYTES, MAX_LETTER_BYTES, MAX_SUBJECT_BYTES } from "../../state/mail/bounds.ts";
import type { Attachment } from "../../state/mail/bounds.ts";
import type { Desk } from "../../state/desk.ts";
import type { ConversationKey, MessageKey } from "../../state/id.ts";
import { joined, parted } from "../../state/letter_draft.ts";
import type { Upload } from "../../state/mail/upload.ts";
import { words } from "../../words/words.ts";
import { Kept } from "../Kept.tsx";
import { usePage } from "../page.ts";
import { chosen } from "./files.ts";
import { UploadView } from "./UploadView.tsx";

const utf8 = new TextEncoder();
const fits = (text: string, most: number): boolean => utf8.encode(text).length <= most;

/** Where a letter is written. `thread` is null for the first of a new one, which has a subject. */
export function LetterForm(props: {
  readonly desk: Desk;
  readonly conversation: ConversationKey;
  readonly thread: MessageKey | null;
}): JSX.Element {
  const { desk, conversation, thread } = props;
  const page = usePage();
  const { mail } = words;
  const draft = desk.drafts.letter(conversation, thread);
  const { subject, text } = parted(draft.text.value);
  const { uploads, complaint, add, remove, clear } = useUploads(desk, conversation);
  const ready = uploads.flatMap(({ state }) => (state.value.kind === "done" ? [state.value.attachment] : []));
  const missing = missingIn(thread === null ? subject : null, text, uploads, ready);
  const form = useRef<HTMLFormElement>(null);
  /** How often somebody wanted to send what was not whole yet. */
  const [asked, ask] = useState(0);
  const said = asked > 0 ? missing : null;
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [asked]);
  const send = (): void => {
    ask(missing === null ? 0 : asked + 1);
    if (missing !== null) return;
    const sent = desk.mailbox.send(conversation, { thread, subject: subject.trim(), text, attachments: ready });
    if (sent === null) return;
    draft.sent(sent.safe);
    clear();
    page.go({ name: "mail", part: "thread", of: sent.thread });
  };
  return (
    <form
      class="form mail-form"
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
      onDragOver={(event) => {
        event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        add(event.dataTransfer?.files);
      }}
    >
      {thread === null && (
        <div class="field">
          <label for="letter-subject">{mail.subject}</label>
          <input
            class="input"
            id="letter-subject"
            autocomplete="off"
            spellcheck={false}
            value={subject}
            aria-invalid={said === "subject" || said === "longSubject"}
            aria-describedby={said === "subject" || said === "longSubject" ? "letter-missing" : undefined}
            onInput={(event) => {
              draft.write(joined({ subject: event.currentTarget.value, text }));
            }}
          />
        </div>
      )}
      <div class="field">
        {/* The heading above says the same to the eye. */}
        <label class={thread === null ? undefined : "hidden"} for="letter-text">
          {thread === null ? mail.text : mail.answer}
        </label>
        <textarea
          class="input long"
          id="letter-text"
          rows={8}
          autocomplete="off"
          spellcheck={false}
          value={text}
          aria-invalid={said === "words" || said === "long"}
          aria-describedby={said === "words" || said === "long" ? "letter-missing" : undefined}
          onInput={(event) => {
            draft.write(joined({ subject, text: event.currentTarget.value }));
          }}
          onPaste={(event) => {
            const files = event.clipboardData?.files;
            if (files === undefined || files.length === 0) return;
            event.preventDefault();
            add(files);
          }}
        />
      </div>
      <Files uploads={uploads} complaint={complaint} add={add} remove={remove} />
      {said !== null && (
        <div class="field">
          <p class="wrong" id="letter-missing" role="alert">
            {mail.missing[said]}
          </p>
        </div>
      )}
      <p class="mail-acts">
        <button class="button primary" type="submit" aria-disabled={missing !== null}>
          {thread === null ? mail.send : mail.sendAnswer}
        </button>
        <Kept draft={draft} />
      </p>
    </form>
  );
}

type Missing = "subject" | "longSubject" | "words" | "long" | "files";

/** What keeps a letter from going; null when nothing does. */
function missingIn(
  subject: string | null,
  text: string,
  uploads: readonly Upload[],
  ready: readonly Attachment[],
): Missing | null {
  if (subject?.trim() === "") return "subject";
  if (subject !== null && !fits(subject.trim(), MAX_SUBJECT_BYTES)) return "longSubject";
  if (text.trim() === "" && uploads.length === 0) return "words";
  if (!fits(text, MAX_LETTER_BYTES)) return "long";
  return ready.length === uploads.length ? null : "files";
}

interface Uploads {
  readonly uploads: readonly Upload[];
  readonly complaint: string | null;
  readonly add: (files: FileList | null | undefined) => void;
  readonly remove: (upload: Upload) => void;
  readonly clear: () => void;
}

function useUploads(desk: Desk, conversation: ConversationKey): Uploads {
  const [uploads, set] = useState<readonly Upload[]>([]);
  const [complaint, complain] = useState<string | null>(null);
  const current = useRef(uploads);
  current.current = uploads;
  useEffect(
    () => () => {
      for (const upload of current.current) upload.cancel();
    },
    [],
  );
  const take = async (file: File): Promise<void> => {
    const { mail } = words;
    if (current.current.length >= MAX_ATTACHMENTS) {
      complain(mail.tooMany);
      return;
    }
    const ready = await chosen(file);
    if (ready === null) complain(mail.fileFailed(file.name));
    else if (ready.size > MAX_FILE_BYTES) complain(mail.tooLarge(file.name));
    else if (ready.size === 0) complain(mail.empty_file(file.name));
    else set((now) => [...now, desk.mailbox.upload(conversation, ready)]);
  };
  return {
    uploads,
    complaint,
    add: (files) => {
      complain(null);
      for (const file of files ?? []) void take(file);
    },
    remove: (upload) => {
      upload.cancel();
      set((now) => now.filter((one) => one !== upload));
    },
    clear: () => {
      set([]);
    },
  };
}

function Files({
  uploads,
  complaint,
  add,
  remove,
}: Pick<Uploads, "uploads" | "complaint" | "add" | "remove">): JSX.Element {
  const { mail } = words;
  return (
    <div class="field">
      <label for="letter-files">{mail.attach}</label>
      <input
        class="file"
        id="letter-files"
        type="file"
        multiple
        aria-describedby="letter-files-hint"
        onChange={(event) => {
          add(event.currentTarget.files);
          event.currentTarget.value = "";
        }}
      />
      <p class="quiet small" id="letter-files-hint">
        {mail.attachHint}
      </p>
      {complaint !== null && <p role="alert">{complaint}</p>}
      {uploads.length > 0 && (
        <ul class="mail-files" aria-label={mail.files}>
          {uploads.map((upload, at) => (
            <UploadView key={at} upload={upload} remove={remove} />
          ))}
        </ul>
      )}
    </div>
  );
}
