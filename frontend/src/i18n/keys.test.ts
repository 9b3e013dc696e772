import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCE = join(import.meta.dirname, "..");
const PLURAL = /_(zero|one|two|few|many|other)$/;

function keysOf(texts: object, before = ""): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "object" && value !== null ? keysOf(value, `${before}${name}.`) : [before + name],
  );
}

function keys(language: string): Set<string> {
  const read = (file: string) => JSON.parse(readFileSync(join(import.meta.dirname, file), "utf-8")) as object;
  const all = [`${language}.json`, `work.${language}.json`].flatMap((file) => keysOf(read(file)));
  return new Set(all.map((key) => key.replace(PLURAL, "")));
}

const code = readdirSync(SOURCE, { recursive: true, encoding: "utf-8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.ts$|schema\.d\.ts$/.test(file))
  .map((file) => readFileSync(join(SOURCE, file), "utf-8"))
  .join("\n");
const named = new Set([...code.matchAll(/["`]([a-zA-Z]+(?:\.[\w-]+)+)["`]/g)].map((found) => found[1] ?? ""));
// A key made of a fixed beginning and a value: every key with that beginning counts as used.
const begun = [...code.matchAll(/`([a-zA-Z]+(?:\.[\w-]+)*\.)\$\{/g)].map((found) => found[1] ?? "");

test.each(["en", "de"])("%s says everything that Spanish says, and nothing else", (language) => {
  expect([...keys(language)].sort()).toEqual([...keys("es")].sort());
});

test("every text asked for is there", () => {
  const known = keys("es");
  const asked = [...code.matchAll(/\bt\(\s*"([\w.-]+)"/g)].map((found) => found[1] ?? "");
  expect(asked.length).toBeGreaterThan(500);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});

test("every text is used", () => {
  const unused = [...keys("es")].filter(
    (key) => !named.has(key) && !begun.some((start) => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});
