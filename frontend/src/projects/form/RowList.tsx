import { ActionIcon, Box, Button, Card, Group, Stack, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "../../i18n/useTranslation";
import { useField } from "./context";

interface Props<Row> {
  pointer: string;
  rows: Row[];
  onChange: (rows: Row[]) => void;
  add: () => Row;
  addLabel: string;
  children: (row: Row, index: number, change: (values: Partial<Row>) => void) => ReactNode;
}

/** A list whose rows are added, changed and taken away. */
export function RowList<Row extends { key: string }>({
  pointer,
  rows,
  onChange,
  add,
  addLabel,
  children,
}: Props<Row>) {
  const { t } = useTranslation();
  const { id, error } = useField(pointer);
  return (
    <Stack gap="sm">
      {error && (
        <Text c="red" size="sm">
          {error}
        </Text>
      )}
      {rows.map((row, index) => (
        <Card key={row.key} withBorder padding="sm">
          <Group align="flex-start" wrap="nowrap" gap="xs">
            <Box flex={1}>
              {children(row, index, (values) =>
                onChange(rows.map((other) => (other.key === row.key ? { ...row, ...values } : other))),
              )}
              <RowError pointer={`${pointer}/${index}`} />
            </Box>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("form.removeRow", { number: index + 1 })}
              onClick={() => onChange(rows.filter((other) => other.key !== row.key))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        </Card>
      ))}
      <Button
        id={id}
        variant="default"
        size="xs"
        style={{ alignSelf: "flex-start" }}
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...rows, add()])}
      >
        {addLabel}
      </Button>
    </Stack>
  );
}

function RowError({ pointer }: { pointer: string }) {
  const { error } = useField(pointer);
  return error ? (
    <Text c="red" size="sm" mt={4}>
      {error}
    </Text>
  ) : null;
}
