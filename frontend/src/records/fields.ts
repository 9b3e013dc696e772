/** What a record's form asks for, as data, and how what is typed becomes the API's body. */

import type { Texts } from "../shared/texts";
import type { Choice } from "../vocabularies/useVocabulary";

interface Base {
  /** The body's field; of an organisation or project the part before `_id`. */
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
}

export type Field =
  | (Base & { kind: "texts"; long?: boolean })
  | (Base & { kind: "text"; long?: boolean; maxLength?: number })
  | (Base & { kind: "date" })
  | (Base & { kind: "number"; whole?: boolean })
  | (Base & { kind: "choice"; choices: Choice[] })
  | (Base & { kind: "flag" })
  | (Base & { kind: "organisation" })
  | (Base & { kind: "project" })
  /** Codes, or a `single` one, of vocabularies (`vocabulary:code`) or of one of them (`code`). */
  | (Base & { kind: "codes"; vocabularies: readonly string[]; bare?: boolean; single?: boolean })
  /** Addresses of evidence: links, or files that are uploaded as documents of a project. */
  | (Base & { kind: "links"; project: string; single?: boolean })
  /** Words or numbers of a list, written in one line. */
  | (Base & { kind: "words"; numbers?: boolean })
  /** Carried along unseen: a row's id, so that the row is changed and not made anew. */
  | (Base & { kind: "hidden" })
  | (Base & {
      kind: "list";
      addLabel: string;
      fields: Field[] /** What a new row starts with. */;
      start?: Values;
    });

export interface Reference {
  id: string;
  [name: string]: unknown;
}

export type Values = { [name: string]: unknown };

/** The start of a form: a record's values by field, or nothing filled in. */
export function toValues(fields: Field[], record: Values | undefined): Values {
  return Object.fromEntries(fields.map((field) => [field.name, initial(field, record?.[field.name])]));
}

function initial(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "texts":
      return (value as Texts | undefined) ?? {};
    case "flag":
      return value === true;
    case "organisation":
    case "project":
      return (value as Reference | undefined) ?? null;
    case "hidden":
      return value ?? null;
    case "codes":
    case "links":
      return Array.isArray(value) ? value : value ? [value] : [];
    case "words":
      return ((value as unknown[] | undefined) ?? []).join(", ");
    case "list":
      return ((value as Values[] | undefined) ?? []).map((row) => ({
        key: crypto.randomUUID(),
        ...toValues(field.fields, row),
      }));
    default:
      return value === null || value === undefined ? "" : String(value);
  }
}

/** The API's body: what is empty is null, references are ids. */
export function toBody(fields: Field[], values: Values): Values {
  return Object.fromEntries(fields.map((field) => [bodyName(field), bodyValue(field, values[field.name])]));
}

export function bodyName(field: Field): string {
  return field.kind === "organisation" || field.kind === "project" ? `${field.name}_id` : field.name;
}

function bodyValue(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "organisation":
    case "project":
      return (value as Reference | null)?.id ?? null;
    case "list":
      return (value as Values[]).map((row) => toBody(field.fields, row));
    case "codes":
    case "links":
      return field.single ? ((value as string[])[0] ?? null) : value;
    case "words": {
      const found = (value as string)
        .split(",")
        .map((word) => word.trim())
        .filter(Boolean);
      return field.numbers ? found.map(Number) : found;
    }
    case "number":
      return value === "" ? null : field.whole ? Number(value) : value;
    case "texts":
    case "flag":
    case "hidden":
      return value;
    default:
      return value === "" ? null : value;
  }
}
