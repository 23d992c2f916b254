import type { ReportCell } from "../console_http.ts";

/** Reports by whole month, as the desk asks for them and hands them out. */

/** The months that are over, the latest first; `count` of them. Months are those of UTC, as the service counts them. */
export function monthsBefore(now: number, count: number): readonly string[] {
  const when = new Date(now);
  return Array.from({ length: count }, (_, n) =>
    new Date(Date.UTC(when.getUTCFullYear(), when.getUTCMonth() - 1 - n, 1)).toISOString().slice(0, 7),
  );
}

/** The cells as a table for other programs. */
export function csvOf(month: string, cells: readonly ReportCell[]): string {
  const rows = cells.map(({ measure, group, count }) => [month, measure, group, String(count)]);
  return [["month", "measure", "group", "count"], ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** In quotes, and never the beginning of a formula: a program that opens it must not carry anything out. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${plain.replaceAll('"', '""')}"`;
}
