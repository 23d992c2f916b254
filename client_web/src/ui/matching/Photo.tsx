import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { draw } from "./picture.ts";

/** A picture that is at hand as bytes, drawn where it stands. */
export function Photo({ photo, label }: { readonly photo: Uint8Array; readonly label: string }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    if (target === null) return;
    void createImageBitmap(new Blob([photo.slice()], { type: "image/jpeg" })).then(
      (picture) => {
        draw(target, picture, 256);
      },
      () => undefined,
    );
  }, [photo]);
  return <canvas class="photo" ref={canvas} role="img" aria-label={label} width={1} height={1} />;
}
