import { expect, test } from "vitest";
import { toCsv } from "./csv";

test("cells are quoted where needed, and no text is a formula", () => {
  expect(
    toCsv([
      ["a", 'say "hi"', "x,y"],
      [-1.5, "-1+2", "=cmd()"],
    ]),
  ).toBe('\uFEFFa,"say ""hi""","x,y"\r\n-1.5,\'-1+2,\'=cmd()\r\n');
});
