import type { JSX } from "preact";
import { encode } from "uqr";

const QUIET = 4;

/** A QR code as a drawing: dark on light whatever the theme, since cameras want it so. */
export function Square({ text, label }: { readonly text: string; readonly label: string }): JSX.Element {
  const { data, size } = encode(text, { ecc: "M", border: QUIET });
  const path = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join("");
  return (
    <svg class="square" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="light" width={size} height={size} />
      <path class="dark" d={path} />
    </svg>
  );
}
