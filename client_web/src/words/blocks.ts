/** What a policy's text is made of. */
export type Block =
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "words"; readonly text: string }
  | { readonly kind: "points"; readonly items: readonly string[] };

const HEADING = "## ";
const POINT = "- ";

/**
 * The text of a policy as it was posted: a line that begins with "## " is a heading, lines that begin with "- " are a list, everything else
 * is paragraphs, with an empty line between them. A line that begins nothing goes on with what stands before it.
 */
export function blocksOf(text: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: Block | null = null;
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line === "") {
      open = null;
      continue;
    }
    const next = joined(open, line);
    if (next !== null) blocks.pop();
    const begun: Block = next ?? begunBy(line);
    blocks.push(begun);
    open = begun.kind === "heading" ? null : begun;
  }
  return blocks;
}

/** What is open with one more line; null when the line begins something of its own. */
function joined(open: Block | null, line: string): Block | null {
  if (open === null || open.kind === "heading" || line.startsWith(HEADING)) return null;
  if (open.kind === "words") return line.startsWith(POINT) ? null : { ...open, text: `${open.text} ${line}` };
  if (line.startsWith(POINT)) return { ...open, items: [...open.items, line.slice(POINT.length)] };
  return { ...open, items: [...open.items.slice(0, -1), `${open.items.at(-1) ?? ""} ${line}`] };
}

function begunBy(line: string): Block {
  if (line.startsWith(HEADING)) return { kind: "heading", text: line.slice(HEADING.length) };
  if (line.startsWith(POINT)) return { kind: "points", items: [line.slice(POINT.length)] };
  return { kind: "words", text: line };
}
