/** The interface's texts in components, typed by the Spanish ones: a key that is not there does not compile.
 *
 * i18next's own types work the keys out anew at every call, which with this many texts is too much for the compiler.
 */

import type { i18n } from "i18next";
import { useTranslation as useLibrary } from "react-i18next";
import type es from "./es.json";
import type work from "./work.es.json";

type Leaves<Part> = {
  [Name in keyof Part & string]: Part[Name] extends string ? Name : `${Name}.${Leaves<Part[Name]>}`;
}[keyof Part & string];
type Singular<Name> = Name extends `${infer Base}_${"one" | "many" | "other"}` ? Base : Name;

export type TextKey = Singular<Leaves<typeof es> | Leaves<typeof work>>;
export type Translate = (key: TextKey, facts?: Record<string, string | number>) => string;

export function useTranslation(): { t: Translate; i18n: i18n } {
  const { t, i18n } = useLibrary();
  return { t: t as Translate, i18n };
}
