/** Words about sealed papers that go on to officers and owners who came later (crypto.md §13.1). */
export const papers = {
  givenOn: (reader: string, count: number) =>
    count === 1
      ? `${reader} can now read 1 paper that was sealed before they came.`
      : `${reader} can now read ${String(count)} papers that were sealed before they came.`,
} as const;
