import PDFDocument, { type StructureElement } from "pdfkit";
import { recordPage as words } from "../words/english/record_page.ts";
import type { Line } from "./lines.ts";

/** record.pdf: the same lines as record.html, as tagged text that can be searched, copied and read aloud. */

const MARGIN = 56;
const BASE = 10.5;
const SMALL = 9;
/** What the font cannot show stands as this; record.html shows it. */
const UNSHOWN = "\u25a1";

/** Nobody sees these: they join or choose signs that a font with colours would show as one. */
const JOINING: ReadonlySet<number> = new Set([0x200d, 0xfe0e, 0xfe0f]);

type Tag = Extract<Line, { readonly tag: string }>["tag"];

const SIZES: Readonly<Record<Tag, number>> = { h1: 18, h2: 13, h3: BASE, h4: BASE, p: BASE, li: BASE };
const ROLES: Readonly<Record<Tag, string>> = { h1: "H1", h2: "H2", h3: "H3", h4: "H4", p: "P", li: "LI" };
const GREY = "#4a555e";
const BLACK = "#000000";

/** The glyphs of a font, by code point. */
interface Characters {
  has(codePoint: number): boolean;
}

export class PdfDrawing {
  readonly #document: PDFDocument;
  readonly #whole: StructureElement;
  readonly #characters: Characters;
  readonly #chunks: Uint8Array[] = [];
  readonly #ended: Promise<void>;

  constructor(font: Uint8Array, madeAt: number) {
    this.#document = new PDFDocument({
      size: "A4",
      margins: { top: MARGIN, bottom: MARGIN, left: MARGIN, right: MARGIN },
      font,
      tagged: true,
      displayTitle: true,
      lang: "en",
      pdfVersion: "1.7",
      info: { Title: words.title, CreationDate: new Date(madeAt) },
      bufferPages: true,
    });
    this.#characters = charactersOf(this.#document);
    this.#ended = new Promise((resolve) => {
      this.#document.on("data", (chunk) => this.#chunks.push(chunk)).on("end", resolve);
    });
    this.#whole = this.#document.struct("Document");
    this.#document.addStructure(this.#whole);
  }

  draw(lines: readonly Line[]): void {
    for (const line of lines) if ("tag" in line) this.#line(line);
  }

  async pdf(): Promise<Uint8Array> {
    this.#whole.end();
    this.#number();
    this.#document.end();
    await this.#ended;
    return joined(this.#chunks);
  }

  /** Whoever is handed a print of it sees that no page is missing. */
  #number(): void {
    const { count } = this.#document.bufferedPageRange();
    for (let at = 0; at < count; at++) {
      this.#document.switchToPage(at);
      const { page } = this.#document;
      const foot = page.height - MARGIN / 2 - SMALL;
      // What stands in the margin would begin a new page.
      page.margins.bottom = 0;
      this.#document.markContent("Artifact", { type: "Pagination" }).fontSize(SMALL).fillColor(GREY);
      this.#document.text(words.page(at + 1, count), MARGIN, foot, { lineBreak: false }).endMarkedContent();
      page.margins.bottom = MARGIN;
    }
  }

  #line({ tag, text, kind }: Extract<Line, { readonly tag: string }>): void {
    const shown = this.#shown(tag === "li" ? `\u2022 ${text}` : text);
    const struct = this.#document.struct(ROLES[tag], () => {
      this.#space(tag);
      this.#document.fontSize(SIZES[tag]).fillColor(kind === "mark" || tag === "h3" ? GREY : BLACK);
      this.#document.text(shown, { lineGap: 2, paragraphGap: tag === "h3" ? 1 : 4 });
    });
    this.#whole.add(struct);
    struct.end();
  }

  /** No heading stands alone at the end of a page. */
  #space(tag: Tag): void {
    const { page, y } = this.#document;
    const left = page.height - page.margins.bottom - y;
    if (tag.startsWith("h") && left < 4 * SIZES[tag] + 24) this.#document.addPage();
    else if (tag === "h2") this.#document.moveDown(1);
    else if (tag === "h3") this.#document.moveDown(0.4);
  }

  #shown(text: string): string {
    let shown = "";
    for (const sign of text.replace(/\r\n?/g, "\n")) {
      const point = sign.codePointAt(0) ?? 0;
      if (JOINING.has(point)) continue;
      shown += sign === "\n" || this.#characters.has(point) ? sign : UNSHOWN;
    }
    return shown;
  }
}

function charactersOf(document: PDFDocument): Characters {
  const { font } = (document as unknown as { _font: { font: { hasGlyphForCodePoint(point: number): boolean } } })._font;
  return { has: (point) => font.hasGlyphForCodePoint(point) };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
