import type { JSX } from "preact";

/** A form word for word: every line of it stands there, headings as headings, all else as a paragraph. Nothing may be left out of what is signed. */
export function FormText({ text }: { readonly text: string }): JSX.Element {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return (
    <>
      {lines.map((line, at) => {
        const heading = /^#{1,2} (.*)$/.exec(line)?.[1];
        return heading === undefined ? <p key={at}>{line}</p> : <h2 key={at}>{heading}</h2>;
      })}
    </>
  );
}
