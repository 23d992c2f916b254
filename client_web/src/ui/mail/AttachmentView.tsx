import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Attachment } from "../../state/mail/bounds.ts";
import { words } from "../../words/words.ts";
import { useFocusInPlace } from "../focus.ts";
import { draw, isPicture } from "./files.ts";

type Opened = { readonly kind: "no" | "opening" | "away" | "broken" } | { readonly kind: "open"; readonly file: Blob };

/** How wide a preview is at most. */
const WIDEST = 640;

/** A file that came with a letter: opened when somebody asks for it, a picture drawn, and everything saved only by a choice. */
export function AttachmentView(props: {
  readonly attachment: Attachment;
  readonly bring: () => Promise<Uint8Array | string>;
}): JSX.Element {
  const { name, mediaType, size } = props.attachment;
  const [opened, set] = useState<Opened>({ kind: "no" });
  const { mail } = words;
  const open = async (): Promise<void> => {
    set({ kind: "opening" });
    const file = await props.bring();
    if (typeof file !== "string") {
      set({ kind: "open", file: new Blob([new Uint8Array(file)], { type: mediaType }) });
    } else set({ kind: file === "unreachable" || file === "refused" ? "away" : "broken" });
  };
  return (
    <li class="mail-file">
      <span class="mail-file-name">{name}</span> <span class="quiet small">{mail.size(size)}</span>
      {opened.kind === "open" ? (
        <Open name={name} file={opened.file} picture={isPicture(mediaType)} />
      ) : (
        <button
          class="button"
          type="button"
          aria-disabled={opened.kind === "opening"}
          aria-label={opened.kind === "opening" ? mail.opening(name) : mail.open(name)}
          onClick={() => {
            if (opened.kind !== "opening") void open();
          }}
        >
          {opened.kind === "opening" ? mail.openingShort : mail.openShort}
        </button>
      )}
      {opened.kind === "away" && <p role="alert">{mail.fileAway}</p>}
      {opened.kind === "broken" && <p role="alert">{mail.fileBroken}</p>}
    </li>
  );
}

function Open(props: { readonly name: string; readonly file: Blob; readonly picture: boolean }): JSX.Element {
  const group = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [address, set] = useState<string | null>(null);
  const { mail } = words;
  useFocusInPlace(group);
  useEffect(() => {
    if (props.picture && canvas.current !== null) void draw(props.file, canvas.current, WIDEST);
  }, [props.file, props.picture]);
  useEffect(() => {
    // Under a type of no meaning: nothing that came with a letter is ever shown by the browser as a page.
    const made = URL.createObjectURL(new Blob([props.file], { type: "application/octet-stream" }));
    set(made);
    return () => {
      URL.revokeObjectURL(made);
    };
  }, [props.file]);
  return (
    <div class="stack" role="group" aria-label={props.name} tabIndex={-1} ref={group}>
      {props.picture && <canvas ref={canvas} class="mail-picture" role="img" aria-label={mail.preview(props.name)} />}
      {address !== null && (
        <a class="button" href={address} download={props.name}>
          {mail.save(props.name)}
        </a>
      )}
      <p class="quiet small">{mail.saved}</p>
    </div>
  );
}
