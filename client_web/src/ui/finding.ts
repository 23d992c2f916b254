import { fold } from "../state/search/fold.ts";

/** Whether every word that is looked for stands in the name somewhere. */
export function isNamed(name: string, asked: string): boolean {
  const plain = fold(name);
  return fold(asked)
    .split(" ")
    .every((word) => plain.includes(word));
}
