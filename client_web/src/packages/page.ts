import { toUtf8 } from "../bytes/utf8.ts";
import { recordPage as words } from "../words/english/record_page.ts";
import type { Line } from "./lines.ts";
import { STYLE } from "./style.ts";

/** record.html (crypto.md §13.2): the record for people, one file without a script; a function of record.json and nothing else. */

const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

const head = (title: string): readonly string[] => [
  "<!doctype html>",
  '<html lang="en">',
  "<head>",
  '<meta charset="utf-8">',
  '<meta name="viewport" content="width=device-width, initial-scale=1">',
  `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
  `<title>${escaped(title)}</title>`,
  `<style>${STYLE}</style>`,
  "</head>",
  "<body>",
  "<main>",
];

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#x27;",
};

/** Lines as a page; with the title of the record, if no other is given. */
export function writePage(lines: readonly Line[], title: string = words.title): Uint8Array {
  return toUtf8([...head(title), ...lines.map(written), "</main>", "</body>", "</html>", ""].join("\n"));
}

function written(line: Line): string {
  if ("open" in line) return `<${line.open}>`;
  if ("close" in line) return `</${line.close}>`;
  const { tag, kind, text } = line;
  return `<${kind === "" ? tag : `${tag} class="${kind}"`}>${escaped(text)}</${tag}>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPED[sign] ?? sign);
}
