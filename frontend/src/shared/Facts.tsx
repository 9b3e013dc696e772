import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Section } from "./Section";

/** A record's data as terms and what they are. */
export function Facts({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Section title={title}>
      <Stack component="dl" gap="xs" m={0}>
        {children}
      </Stack>
    </Section>
  );
}

/** One term; nothing is shown for what is not known. */
export function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (!children) return null;
  return (
    <div>
      <Text component="dt" size="xs" c="dimmed">
        {label}
      </Text>
      <Text component="dd" m={0} size="sm" className="wrap-anywhere">
        {children}
      </Text>
    </div>
  );
}
