/** The interface's languages: Spanish unless the reader chose another; one file a language, loaded when used. */

import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type es from "./es.json";

export const LANGUAGES = ["es", "en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

const STORED = "milpa.language";

const files: Record<Language, () => Promise<{ default: typeof es }>> = {
  es: () => import("./es.json"),
  en: () => import("./en.json"),
  de: () => import("./de.json"),
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "ui";
    resources: { ui: typeof es };
  }
}

function preferred(): Language {
  const wanted = [localStorage.getItem(STORED), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return (
    LANGUAGES.find((language) => language === wanted.find((tag) => LANGUAGES.includes(tag as Language))) ??
    "es"
  );
}

export async function startI18n(): Promise<void> {
  const language = preferred();
  const { default: texts } = await files[language]();
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

export async function changeLanguage(language: Language): Promise<void> {
  const { default: texts } = await files[language]();
  i18next.addResourceBundle(language, "ui", texts);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORED, language);
  document.documentElement.lang = language;
}
