import { ProofError } from "./proof.ts";

/** Identification numbers (crypto.md §3.1): ten digits, the first not zero, the last a Damm check digit. */

/** Damm's weakly totally anti-symmetric quasigroup of order 10: row = interim digit, column = next digit. */
const QUASIGROUP = [
  "0317598642",
  "7092154863",
  "4206871359",
  "1750983426",
  "6123045978",
  "3674209581",
  "5869720134",
  "8945362017",
  "9438617205",
  "2581436790",
];

/** The same number; ProofError("bad_number") unless it is well formed and its check digit fits. */
export function checkNumber(number: string): string {
  if (!/^[1-9][0-9]{9}$/.test(number) || damm(number) !== "0") throw new ProofError("bad_number");
  return number;
}

function damm(digits: string): string {
  return Array.from(digits).reduce((interim, digit) => QUASIGROUP[Number(interim)]?.charAt(Number(digit)) ?? "", "0");
}
