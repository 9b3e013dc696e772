import { Drawer, Group } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "./fields";
import { RecordForm } from "./RecordForm";

interface Props {
  /** `null`: closed; without an id: a new record. */
  record: Values | null;
  title: string;
  fields: Field[];
  /** What a new record starts with. */
  start?: Values;
  send: (body: Values, tag: string) => Promise<unknown>;
  onDone: () => void | Promise<void>;
  onClose: () => void;
  notice?: (values: Values, change: (values: Values) => void) => ReactNode;
}

/** A record's form beside the list it is in. */
export function RecordDrawer({ record, title, fields, start, send, onDone, onClose, notice }: Props) {
  const { t } = useTranslation();
  return (
    // Put together here because the library's own head is a second banner of the page.
    <Drawer.Root opened={record !== null} onClose={onClose} position="right" size="lg">
      <Drawer.Overlay />
      <Drawer.Content>
        <Group justify="space-between" wrap="nowrap" p="md">
          <Drawer.Title fw={600}>{title}</Drawer.Title>
          <Drawer.CloseButton aria-label={t("common.close")} />
        </Group>
        <Drawer.Body>
          {record !== null && (
            <RecordForm
              fields={fields}
              record={record.id === undefined ? { ...start, ...record } : record}
              submitLabel={t("form.save")}
              send={send}
              onDone={onDone}
              onCancel={onClose}
              {...(notice ? { notice } : {})}
            />
          )}
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
