/** How long a process may forbid to tell the client (crypto.md §13.3): no gag is for ever, a slip of the pen in the year neither. */
export const LONGEST_GAG_MS = 3 * 365 * 86_400_000;
