import { signal } from "@preact/signals-core";

/** A locked package, as a file. */
export interface PackageFile {
  readonly name: string;
  readonly locked: Uint8Array;
}

/**
 * Packages that were made on this page and not saved yet, by the form or the order that allows them: whoever goes to another view finds
 * theirs again. Nothing of it outlasts the page.
 */
export class Packages {
  readonly unsaved = signal<ReadonlyMap<string, PackageFile>>(new Map());

  made(of: string, file: PackageFile): void {
    this.unsaved.value = new Map([...this.unsaved.peek(), [of, file]]);
  }

  saved(of: string): void {
    this.unsaved.value = new Map([...this.unsaved.peek()].filter(([each]) => each !== of));
  }
}
