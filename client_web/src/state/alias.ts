/** Calm words that no one is called. Their order is for ever: it names people's conversations. */
// prettier-ignore
const WORDS = [
  "Alder", "Amber", "Anchor", "Apple", "Aspen", "Badger", "Basil", "Beacon", "Birch", "Bramble", "Brook", "Cedar", "Clover", "Cobalt",
  "Copper", "Coral", "Cove", "Cypress", "Delta", "Dune", "Elm", "Ember", "Falcon", "Fennel", "Fern", "Finch", "Fjord", "Flint", "Garnet",
  "Glade", "Grove", "Harbour", "Hazel", "Heron", "Indigo", "Ivy", "Juniper", "Kestrel", "Lagoon", "Larch", "Lark", "Lichen", "Linden",
  "Maple", "Marble", "Meadow", "Moss", "Nutmeg", "Oak", "Opal", "Otter", "Pebble", "Pine", "Plover", "Quartz", "Reed", "Saffron", "Sorrel",
  "Spruce", "Swift", "Thistle", "Tide", "Walnut", "Willow",
] as const;

/** A short word and number for a pseudonym: the same on every page, and saying nothing of the person. */
export function alias(account: string): string {
  const byte = (at: number): number => Number.parseInt(account.slice(2 * at, 2 * at + 2), 16) || 0;
  const word = WORDS[byte(0) % WORDS.length] ?? WORDS[0];
  return `${word} ${10 + ((byte(1) * 256 + byte(2)) % 90)}`;
}
