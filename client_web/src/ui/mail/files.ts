import { isAttachmentName } from "../../state/mail/bounds.ts";
import type { ChosenFile } from "../../state/mail/upload.ts";

/** Pictures that are drawn anew before they are sent: where and with what they were taken goes with nobody (crypto.md §6.7). */
const DRAWN: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/webp"]);

export function isPicture(mediaType: string): boolean {
  return DRAWN.has(mediaType);
}

/** A file as somebody chose it, ready to be sent. A picture that cannot be drawn goes nowhere: null. */
export async function chosen(file: File): Promise<ChosenFile | null> {
  const blob = isPicture(file.type) ? await drawnAnew(file) : file;
  if (blob === null) return null;
  const mediaType = /^[ -~]{0,127}$/.test(file.type) ? file.type : "";
  const slice = async (from: number, to: number): Promise<Uint8Array> =>
    new Uint8Array(await blob.slice(from, to).arrayBuffer());
  return { name: nameOf(file.name), mediaType, size: blob.size, slice };
}

/** Draws a picture into a canvas, at most so wide. */
export async function draw(picture: Blob, canvas: HTMLCanvasElement, widest: number): Promise<boolean> {
  const bitmap = await createImageBitmap(picture).catch(() => null);
  if (bitmap === null) return false;
  const scale = Math.min(1, widest / bitmap.width);
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return true;
}

async function drawnAnew(file: File): Promise<Blob | null> {
  const canvas = document.createElement("canvas");
  if (!(await draw(file, canvas, Infinity))) return null;
  return new Promise((resolve) => {
    canvas.toBlob(resolve, file.type, 0.92);
  });
}

/** A lawful name that is as near to the file's own as can be. */
function nameOf(name: string): string {
  let kept = Array.from(name.normalize("NFC"), (sign) => (isAttachmentName(sign) ? sign : "_")).join("");
  while (new TextEncoder().encode(kept).length > 255) kept = kept.slice(1);
  return kept === "" ? "file" : kept;
}
