/** What we use of pdfkit. */
declare module "pdfkit" {
  interface Options {
    readonly size: string;
    readonly margins: { readonly top: number; readonly bottom: number; readonly left: number; readonly right: number };
    readonly font: Uint8Array;
    readonly tagged: boolean;
    readonly displayTitle: boolean;
    readonly lang: string;
    readonly pdfVersion: string;
    readonly subset?: string;
    readonly info: { readonly Title: string; readonly CreationDate: Date };
    readonly bufferPages: boolean;
  }
  interface TextOptions {
    readonly indent?: number;
    readonly paragraphGap?: number;
    readonly lineGap?: number;
    readonly width?: number;
    readonly lineBreak?: boolean;
  }
  export interface StructureElement {
    add(child: StructureElement | (() => void)): StructureElement;
    end(): void;
  }
  export default class PDFDocument {
    constructor(options: Options);
    font(source: Uint8Array | string, size?: number): this;
    registerFont(name: string, source: Uint8Array): this;
    fontSize(size: number): this;
    fillColor(colour: string): this;
    text(text: string, options?: TextOptions): this;
    text(text: string, x: number, y: number, options?: TextOptions): this;
    markContent(tag: "Artifact", options: { readonly type: string }): this;
    endMarkedContent(): this;
    bufferedPageRange(): { readonly count: number };
    switchToPage(page: number): this;
    moveDown(lines?: number): this;
    struct(type: string, children?: (() => void) | readonly unknown[]): StructureElement;
    addStructure(element: StructureElement): this;
    on(event: "data", listener: (chunk: Uint8Array) => void): this;
    on(event: "end", listener: () => void): this;
    end(): void;
    readonly page: { readonly height: number; readonly margins: { bottom: number } };
    readonly y: number;
    addPage(): this;
  }
}
