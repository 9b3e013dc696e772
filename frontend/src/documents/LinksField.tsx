import { ActionIcon, Group, Stack, TextInput } from "@mantine/core";
import { IconUpload, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "../i18n/useTranslation";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { FieldGroup } from "../shared/FieldGroup";
import { FileButton } from "../shared/FileButton";
import { EvidenceLink } from "./EvidenceLink";
import { uploadEvidence } from "./sendFile";

interface Props {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  withAsterisk?: boolean;
  /** The project whose documents files become. */
  project: string;
  single: boolean;
  value: string[];
  onChange: (value: string[]) => void;
}

/** Evidence: addresses, and files that become documents of the project. */
export function LinksField({ label, description, error, project, single, value, onChange }: Props) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState("");
  const put = (address: string) => onChange(single ? [address] : [...value, address]);
  const send = useMutation({
    mutationFn: (file: File) => uploadEvidence(project, file, i18n.resolvedLanguage ?? "es"),
    onSuccess: put,
  });
  const add = () => {
    if (typed.trim()) put(typed.trim());
    setTyped("");
  };
  return (
    <FieldGroup label={label} description={description} error={error}>
      <Stack gap={4}>
        {value.map((address) => (
          <Group key={address} gap={4} wrap="nowrap">
            <EvidenceLink address={address} />
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t("form.removeCode", { code: address })}
              onClick={() => onChange(value.filter((other) => other !== address))}
            >
              <IconX size={14} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        {send.isError && <ProblemAlert error={send.error} />}
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            flex={1}
            type="url"
            aria-label={label}
            placeholder="https://"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            // An address that was typed and not added is not lost.
            onBlur={add}
          />
          <AddButton label={t("form.add")} onClick={add} />
        </Group>
        <FileButton
          label={t("form.uploadFile")}
          name={`${label}: ${t("form.uploadFile")}`}
          size="compact-sm"
          variant="subtle"
          style={{ alignSelf: "flex-start" }}
          loading={send.isPending}
          leftSection={<IconUpload size={14} aria-hidden />}
          onFile={(file) => send.mutate(file)}
        />
      </Stack>
    </FieldGroup>
  );
}
