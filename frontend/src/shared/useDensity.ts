import { useLocalStorage } from "@mantine/hooks";

export type Density = "comfortable" | "compact";

/** How close the rows of tables stand, as this reader likes it in this browser. */
export function useDensity() {
  return useLocalStorage<Density>({
    key: "milpa.density",
    defaultValue: "comfortable",
    getInitialValueInEffect: false,
  });
}
