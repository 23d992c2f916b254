import type { JSX } from "preact";
import type { Upload } from "../../state/mail/upload.ts";
import { words } from "../../words/words.ts";

/** A file on its way to the service: how far it has come, and how to let it go. */
export function UploadView(props: { readonly upload: Upload; readonly remove: (upload: Upload) => void }): JSX.Element {
  const { upload } = props;
  const { name } = upload.file;
  const { mail } = words;
  const state = upload.state.value;
  const under = state.kind === "sending" || state.kind === "waiting";
  return (
    <li class="mail-file">
      <span class="mail-file-name">{said(upload)}</span>
      {under && <progress max={state.of} value={state.sent} aria-label={name} />}
      <button
        class="button"
        type="button"
        onClick={() => {
          props.remove(upload);
        }}
      >
        {mail.remove(name)}
      </button>
    </li>
  );
}

function said({ file, state }: Upload): string {
  const { mail } = words;
  const now = state.value;
  switch (now.kind) {
    case "sending":
      return mail.sending(file.name, Math.round((100 * now.sent) / now.of));
    case "waiting":
      return mail.waiting(file.name);
    case "done":
      return mail.sent(file.name);
    case "failed":
      return mail.fileFailed(file.name);
  }
}
