import type { JSX } from "preact";

/** The text of a policy as it was posted: paragraphs, lines that begin with "## " as headings, lines that begin with "- " as a list. */
export function PolicyText({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {text.split(/\n{2,}/).map((block, at) => (
        <Block key={at} lines={block.trim().split("\n")} />
      ))}
    </>
  );
}

function Block({ lines }: { readonly lines: readonly string[] }): JSX.Element {
  const [first] = lines;
  if (first?.startsWith("## ") === true) return <h2>{first.slice(3)}</h2>;
  if (first?.startsWith("- ") !== true) return <p>{lines.join(" ")}</p>;
  return (
    <ul class="points">
      {listItems(lines).map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

/** A line that begins no item goes on with the one before. */
function listItems(lines: readonly string[]): readonly string[] {
  const items: string[] = [];
  for (const line of lines) {
    if (line.startsWith("- ")) items.push(line.slice(2));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items;
}
