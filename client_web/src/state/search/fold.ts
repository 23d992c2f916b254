/**
 * Words without what nobody looks for: case, accents, which apostrophe a keyboard makes, how wide a space is. Every character folds by
 * itself, so that a place in what was folded can be told in what was written.
 */

const ASCII = /^[\u0000-\u007f]*$/;
const APOSTROPHES = /[\u2018-\u201b\u2032\u02bc\u00b4]/g;
const QUOTES = /[\u201c-\u201f\u2033\u00ab\u00bb]/g;
const DASHES = /[\u2010-\u2015\u2212]/g;

/**
 * Accents, vowel points and signs of Latin, Greek, Cyrillic, Hebrew and Arabic writing, the colour of a hand, and what nobody sees. Marks
 * without which other scripts say something else (Devanagari, Thai, kana) stay.
 */
const UNHEARD =
  /[\p{Default_Ignorable_Code_Point}\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f\u{1f3fb}-\u{1f3ff}]/gu;

/** Letters that no decomposition brings together, and that people type for each other. */
const LIKE: ReadonlyMap<string, string> = new Map([
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ð", "d"],
  ["ħ", "h"],
  ["ŧ", "t"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ς", "σ"],
  ["\u0671", "\u0627"], // Arabic alif with wasla
  ["\u0649", "\u064a"], // alif maksura
  ["\u06cc", "\u064a"], // Persian yeh
  ["\u06a9", "\u0643"], // Persian kaf
  ["\u0629", "\u0647"], // teh marbuta
]);
const LETTERS = new RegExp(`[${[...LIKE.keys()].join("")}]`, "gu");

/** Whether every unit of a text is a character by itself, and folds to one. */
export function isSimple(text: string): boolean {
  return ASCII.test(text);
}

export function fold(text: string): string {
  const plain = isSimple(text) ? text.toLowerCase() : plainOf(text);
  return plain.replaceAll(/\s+/g, " ");
}

function plainOf(text: string): string {
  return (
    text
      .replaceAll(APOSTROPHES, "'")
      .replaceAll(QUOTES, '"')
      .replaceAll(DASHES, "-")
      .normalize("NFKD")
      .replaceAll(UNHEARD, "")
      // By way of the large letters "ß" comes to "ss".
      .toUpperCase()
      .toLowerCase()
      .replaceAll(LETTERS, (letter) => LIKE.get(letter) ?? letter)
  );
}
