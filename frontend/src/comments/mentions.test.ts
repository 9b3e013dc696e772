import { expect, test } from "vitest";
import { stillNamed, typedName, withName } from "./mentions";

test("a name is being typed after an at sign that begins a word", () => {
  expect(typedName("Hola @An", 8)).toBe("An");
  expect(typedName("Hola @Ana Pé", 12)).toBe("Ana Pé");
  expect(typedName("ana@example.org", 15)).toBeNull();
  expect(typedName("Hola @", 6)).toBeNull();
});

test("the name chosen takes the place of what was typed", () => {
  expect(withName("Hola @An, ¿firma?", 8, "Ana Pérez")).toEqual({
    text: "Hola @Ana Pérez , ¿firma?",
    caret: 16,
  });
});

test("who was taken out of the text is not mentioned", () => {
  const people = [
    { subject: "account:1", name: "Ana" },
    { subject: "account:2", name: "Luis" },
  ];
  expect(stillNamed("@Ana, ¿firma?", people)).toEqual(["account:1"]);
});
