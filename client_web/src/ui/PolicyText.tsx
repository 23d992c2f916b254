import type { JSX } from "preact";
import { blocksOf } from "../words/blocks.ts";
import type { Block } from "../words/blocks.ts";

/** The text of a policy as it was posted: headings, paragraphs, lists. */
export function PolicyText({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {blocksOf(text).map((block, at) => (
        <Shown key={at} block={block} />
      ))}
    </>
  );
}

function Shown({ block }: { readonly block: Block }): JSX.Element {
  if (block.kind === "heading") return <h2>{block.text}</h2>;
  if (block.kind === "words") return <p>{block.text}</p>;
  return (
    <ul class="points">
      {block.items.map((item, at) => (
        <li key={at}>{item}</li>
      ))}
    </ul>
  );
}
