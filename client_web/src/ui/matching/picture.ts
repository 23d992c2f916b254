/** Pictures of therapists: drawn anew, so that nothing of where and how they were taken leaves the device (crypto.md §12.2). */

const MOST_PIXELS = 512;
const MAX_PHOTO_BYTES = 49_152;
const QUALITIES = [0.86, 0.75, 0.6, 0.45] as const;

/** The picture as a JPEG of at most 48 KiB; null when it cannot be read, or stays too large. */
export async function drawnAnew(file: Blob): Promise<Uint8Array | null> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return null;
  }
  for (const pixels of [MOST_PIXELS, 384, 256]) {
    const canvas = document.createElement("canvas");
    draw(canvas, picture, pixels);
    for (const quality of QUALITIES) {
      const made = await jpegOf(canvas, quality);
      if (made !== null && made.length <= MAX_PHOTO_BYTES) return made;
    }
  }
  return null;
}

/** Draws a picture into a canvas, at most so many pixels wide and high. A JPEG knows no transparency: what was transparent is white. */
export function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, pixels: number): void {
  const scale = Math.min(1, pixels / Math.max(picture.width, picture.height));
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
}

async function jpegOf(canvas: HTMLCanvasElement, quality: number): Promise<Uint8Array | null> {
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve, "image/jpeg", quality);
  });
  return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
}
