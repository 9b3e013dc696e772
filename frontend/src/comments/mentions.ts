/** Mentions in a comment: "@" and a person's name. */

export interface Person {
  subject: string;
  name: string;
}

/** The beginning of a name that is being typed after an "@" right before the caret, or null. */
export function typedName(text: string, caret: number): string | null {
  const found = /(?:^|\s)@([\p{L}][\p{L}\p{M}.' -]{0,40})$/u.exec(text.slice(0, caret));
  return found?.[1] ?? null;
}

/** The text with the typed beginning replaced by the whole name, and where the caret goes. */
export function withName(text: string, caret: number, name: string): { text: string; caret: number } {
  const begun = text.slice(0, caret).lastIndexOf("@");
  const before = `${text.slice(0, begun)}@${name} `;
  return { text: before + text.slice(caret), caret: before.length };
}

/** Those of the people whose name still stands in the text. */
export function stillNamed(text: string, people: readonly Person[]): string[] {
  return [...new Set(people.filter(({ name }) => text.includes(`@${name}`)).map(({ subject }) => subject))];
}
