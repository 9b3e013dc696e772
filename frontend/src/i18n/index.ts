/** The interface's languages: Spanish unless the reader chose another; loaded when used.
 *
 * Two files a language: `es.json` has the words of the first page and of the frame around every page, `work.es.json`
 * those of the places behind it. A route that needs the second waits for it with its code (see `router.tsx`).
 */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type es from "./es.json";
import type work from "./work.es.json";

export const LANGUAGES = ["es", "en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "milpa.language";

const first: Record<Language, () => Promise<{ default: typeof es }>> = {
  es: () => import("./es.json"),
  en: () => import("./en.json"),
  de: () => import("./de.json"),
};
const further: Record<Language, () => Promise<{ default: typeof work }>> = {
  es: () => import("./work.es.json"),
  en: () => import("./work.en.json"),
  de: () => import("./work.de.json"),
};
let working = false;

function preferred(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return (
    LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.includes(tag as Language))) ??
    "es"
  );
}

export async function startI18n(): Promise<void> {
  const language = preferred();
  const { default: texts } = await first[language]();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "ui",
    ns: ["ui"],
    resources: { [language]: { ui: texts } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
}

/** Have the words of the places behind the first page ready. */
export async function loadWorkTexts(): Promise<void> {
  working = true;
  await addWorkTexts(i18next.resolvedLanguage as Language);
}

async function addWorkTexts(language: Language): Promise<void> {
  const { default: texts } = await further[language]();
  i18next.addResourceBundle(language, "ui", texts, true);
}

export async function changeLanguage(language: Language): Promise<void> {
  const { default: texts } = await first[language]();
  i18next.addResourceBundle(language, "ui", texts, true);
  if (working) await addWorkTexts(language);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}
