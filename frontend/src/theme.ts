import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from "@mantine/core";

const jade: MantineColorsTuple = [
  "#e8f6f2",
  "#d3eae3",
  "#a6d5c7",
  "#76bfaa",
  "#4fad91",
  "#36a181",
  "#279b78",
  "#178767",
  "#0b6b57",
  "#00553f",
];
const maize: MantineColorsTuple = [
  "#fff8e1",
  "#ffefcc",
  "#ffdd9b",
  "#ffca64",
  "#ffba38",
  "#ffb01b",
  "#ffab09",
  "#e39500",
  "#ca8400",
  "#af7100",
];

export const theme = createTheme({
  primaryColor: "jade",
  primaryShade: 8,
  colors: { jade, maize },
  defaultRadius: "sm",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
  headings: { fontWeight: "600" },
  cursorType: "pointer",
});

/** Quiet text that still has the contrast WCAG AA asks for. */
export const quietText: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#586069", "--mantine-color-placeholder": "#666d75" },
  dark: { "--mantine-color-dimmed": "#a9aeb3", "--mantine-color-placeholder": "#a0a5aa" },
});
