/** What binds a copy: fetched only when somebody makes one, since what draws is large. */

export { archive } from "./archive.ts";
export { PdfDrawing } from "./pdf.ts";
