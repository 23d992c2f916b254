/** Whether every word that is looked for stands in the name somewhere. */
export function isNamed(name: string, asked: string): boolean {
  const plain = name.toLocaleLowerCase();
  const wanted = asked.toLocaleLowerCase().split(/\s+/);
  return wanted.every((word) => plain.includes(word));
}
