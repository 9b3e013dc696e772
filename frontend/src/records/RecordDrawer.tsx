import { Drawer } from "@mantine/core";
import { useTranslation } from "react-i18next";
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
  onDone: () => void;
  onClose: () => void;
}

/** A record's form beside the list it is in. */
export function RecordDrawer({ record, title, fields, start, send, onDone, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Drawer
      opened={record !== null}
      onClose={onClose}
      title={title}
      position="right"
      size="lg"
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      {record !== null && (
        <RecordForm
          fields={fields}
          record={record.id === undefined ? { ...start, ...record } : record}
          submitLabel={t("form.save")}
          send={send}
          onDone={onDone}
          onCancel={onClose}
        />
      )}
    </Drawer>
  );
}
