/** Texts in several languages, numbers and dates as the reader writes them. */

import i18next from "i18next";

export type Texts = Record<string, string>;

/** The text in the reader's language, else Spanish, English, else whatever there is. */
export function pick(texts: Texts | null | undefined, language = i18next.resolvedLanguage ?? "es"): string {
  if (!texts) return "";
  for (const wanted of [language, "es", "en", "de"]) {
    const text = texts[wanted];
    if (text) return text;
  }
  return Object.values(texts)[0] ?? "";
}

const HOME: Record<string, string> = { es: "es-GT", en: "en", de: "de" };

/** How the reader writes numbers and dates: as the browser says for this language, else as in Guatemala. */
function locale(): string {
  const language = i18next.resolvedLanguage ?? "es";
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? HOME[language] ?? language;
}

/** An ISO date (or year, or month) as the reader writes it. */
export function formatDate(value: string | null | undefined): string {
  if (!value) return "";
  const [year, month, day] = value.slice(0, 10).split("-").map(Number);
  if (!year || !month) return value;
  const date = new Date(Date.UTC(year, month - 1, day ?? 1));
  const options: Intl.DateTimeFormatOptions = day
    ? { day: "numeric", month: "short", year: "numeric" }
    : { month: "long", year: "numeric" };
  return new Intl.DateTimeFormat(locale(), { ...options, timeZone: "UTC" }).format(date);
}

/** A moment in the reader's time zone. */
export function formatMoment(value: string): string {
  return new Intl.DateTimeFormat(locale(), {
    dateStyle: "medium",
    timeStyle: "short",
  }).format(new Date(value));
}

/** A decimal string as an amount; the digits are not rounded. */
export function formatAmount(amount: string, currency: string): string {
  const formatter = new Intl.NumberFormat(locale(), {
    minimumFractionDigits: amount.includes(".") ? 2 : 0,
    maximumFractionDigits: 6,
  });
  // Intl formats decimal strings exactly; the type of its parameter does not say so yet.
  return `${formatter.format(amount as unknown as number)} ${currency}`;
}

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value);
}

/** A length of time in seconds, in minutes from two minutes on. */
export function formatDuration(seconds: number): string {
  const minutes = seconds >= 120;
  const options = { style: "unit", unit: minutes ? "minute" : "second", unitDisplay: "long" } as const;
  return new Intl.NumberFormat(locale(), options).format(minutes ? Math.ceil(seconds / 60) : seconds);
}

/** A country's name in the reader's language. */
export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([i18next.resolvedLanguage ?? "es"], { type: "region" }).of(code) ?? code;
  } catch {
    return code;
  }
}
