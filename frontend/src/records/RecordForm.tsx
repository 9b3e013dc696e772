import {
  ActionIcon,
  Alert,
  Box,
  Button,
  Card,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Text,
  Textarea,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { Problem } from "../api/problem";
import { LinksField } from "../documents/LinksField";
import { useTranslation } from "../i18n/useTranslation";
import { OrganisationPicker, type OrganisationRef } from "../organisations/OrganisationPicker";
import { ProjectPicker, type ProjectRef } from "../projects/ProjectPicker";
import { ProblemAlert } from "../shared/Failure";
import { pick, type Texts } from "../shared/texts";
import { CodesField } from "../vocabularies/CodesField";
import { bodyName, type Field, toBody, toValues, type Values } from "./fields";

interface Props {
  fields: Field[];
  /** The record that is changed; absent for a new one. */
  record?: Values;
  submitLabel: string;
  /** Sends the body; `tag` is the ETag of the version that the person has decided to change. */
  send: (body: Values, tag: string) => Promise<unknown>;
  /** Reads the record again and closes the form, which waits for it: the next one must start from this version. */
  onDone: () => void | Promise<void>;
  onCancel?: () => void;
  /** What is worth knowing about what has been typed so far. */
  notice?: (values: Values, change: (values: Values) => void) => ReactNode;
}

/** A form for any record: errors beside the fields, and a stale change that loses neither version. */
export function RecordForm({ fields, record, submitLabel, send, onDone, onCancel, notice }: Props) {
  const { t } = useTranslation();
  const [values, setValues] = useState(() => toValues(fields, record));
  const [tag, setTag] = useState(`"${record?.version ?? ""}"`);
  const [error, setError] = useState<unknown>(null);
  const [sending, setSending] = useState(false);
  const errors = error instanceof Problem ? error.byPointer() : {};
  const current = error instanceof Problem && error.status === 412 ? (error.current as Values) : null;
  const shown = new Set(fields.map((field) => `/${bodyName(field)}`));
  const elsewhere =
    error instanceof Problem && error.status === 422 && error.fields.every((f) => inForm(f.pointer, shown));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setSending(true);
    setError(null);
    try {
      await send(toBody(fields, values), tag);
      await onDone();
    } catch (failure) {
      setError(failure);
    } finally {
      setSending(false);
    }
  };
  const settle = (next?: Values) => {
    setTag(`"${current?.version ?? ""}"`);
    if (next) setValues(toValues(fields, next));
    setError(null);
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        {error !== null && !current && !elsewhere && <ProblemAlert error={error} />}
        {elsewhere && (
          <Text c="red" size="sm" role="alert">
            {t("form.toCorrect")}
          </Text>
        )}
        {current && (
          <Alert color="maize" variant="light" role="alert" title={t("stale.title")}>
            <Stack gap="xs">
              <Text size="sm">{t("records.stale")}</Text>
              <Text size="sm">{differing(fields, values, current)}</Text>
              <Group>
                <Button size="xs" onClick={() => settle()}>
                  {t("stale.keepMine")}
                </Button>
                <Button size="xs" variant="default" onClick={() => settle(current)}>
                  {t("stale.takeTheirs")}
                </Button>
              </Group>
            </Stack>
          </Alert>
        )}
        <Fields fields={fields} values={values} pointer="" errors={errors} onChange={setValues} />
        {notice?.(values, setValues)}
        <Group>
          <Button type="submit" loading={sending}>
            {submitLabel}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t("common.cancel")}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

function inForm(pointer: string, shown: Set<string>): boolean {
  return shown.has(`/${pointer.split("/")[1] ?? ""}`);
}

/** The labels of the fields in which what is typed and the other version differ. */
function differing(fields: Field[], mine: Values, theirs: Values): string {
  const other = toBody(fields, toValues(fields, theirs));
  const own = toBody(fields, mine);
  return fields
    .filter((field) => JSON.stringify(own[bodyName(field)]) !== JSON.stringify(other[bodyName(field)]))
    .map((field) => field.label)
    .join(", ");
}

interface FieldsProps {
  fields: Field[];
  values: Values;
  pointer: string;
  errors: Record<string, string>;
  onChange: (values: Values) => void;
}

function isWide(field: Field): boolean {
  if (field.kind === "codes") return field.vocabularies.length > 1;
  return field.kind === "list" || ("long" in field && field.long === true);
}

function Fields({ fields, values, pointer, errors, onChange }: FieldsProps) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      {fields
        .filter((field) => field.kind !== "hidden")
        .map((field) => (
          <Box key={field.name} style={isWide(field) ? { gridColumn: "1 / -1" } : {}}>
            <Input
              field={field}
              value={values[field.name]}
              pointer={`${pointer}/${bodyName(field)}`}
              errors={errors}
              onChange={(value) => onChange({ ...values, [field.name]: value })}
            />
          </Box>
        ))}
    </SimpleGrid>
  );
}

interface InputProps {
  field: Field;
  value: unknown;
  pointer: string;
  errors: Record<string, string>;
  onChange: (value: unknown) => void;
}

function Input({ field, value, pointer, errors, onChange }: InputProps) {
  const { t, i18n } = useTranslation();
  const shared = {
    label: field.label,
    description: field.hint,
    withAsterisk: field.required ?? false,
    error: errors[pointer],
  };
  switch (field.kind) {
    case "texts": {
      const language = i18n.resolvedLanguage ?? "es";
      const texts = value as Texts;
      const text = texts[language] ?? "";
      const props = {
        ...shared,
        value: text,
        placeholder: text ? "" : pick(texts, language),
        lang: language,
      };
      const change = (typed: string) => {
        const { [language]: _, ...others } = texts;
        onChange(typed ? { ...texts, [language]: typed } : others);
      };
      return field.long ? (
        <Textarea {...props} autosize minRows={2} onChange={(event) => change(event.currentTarget.value)} />
      ) : (
        <TextInput {...props} onChange={(event) => change(event.currentTarget.value)} />
      );
    }
    case "text":
      return field.long ? (
        <Textarea
          {...shared}
          autosize
          minRows={2}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <TextInput
          {...shared}
          {...(field.maxLength ? { maxLength: field.maxLength } : {})}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "date":
      return (
        <TextInput
          {...shared}
          type="date"
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "number":
      return (
        <TextInput
          {...shared}
          inputMode={field.whole ? "numeric" : "decimal"}
          className="numbers"
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value.replace(",", ".").replace(/\s/g, ""))}
        />
      );
    case "choice": {
      const known = value === "" || field.choices.some((choice) => choice.value === value);
      const data = [
        ...(field.required && value !== "" ? [] : [{ value: "", label: t("form.choose") }]),
        ...field.choices,
        ...(known ? [] : [{ value: value as string, label: value as string }]),
      ];
      return (
        <NativeSelect
          {...shared}
          data={data}
          value={value as string}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    }
    case "flag":
      return (
        <Checkbox
          mt={28}
          label={field.label}
          description={field.hint}
          checked={value as boolean}
          error={errors[pointer]}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      );
    case "organisation":
      return (
        <OrganisationPicker
          label={field.label}
          required={field.required ?? false}
          error={errors[pointer]}
          value={value as OrganisationRef | null}
          onChange={onChange}
        />
      );
    case "project":
      return (
        <ProjectPicker
          label={field.label}
          required={field.required ?? false}
          error={errors[pointer]}
          value={value as ProjectRef | null}
          onChange={onChange}
        />
      );
    case "codes":
      return (
        <CodesField
          {...shared}
          vocabularies={field.vocabularies}
          bare={field.bare ?? false}
          single={field.single ?? false}
          value={value as string[]}
          error={errors[pointer] ?? firstWithin(errors, pointer)}
          onChange={onChange}
        />
      );
    case "links":
      return (
        <LinksField
          {...shared}
          project={field.project}
          single={field.single ?? false}
          value={value as string[]}
          error={errors[pointer] ?? firstWithin(errors, pointer)}
          onChange={onChange}
        />
      );
    case "words":
      return (
        <TextInput
          {...shared}
          value={value as string}
          error={errors[pointer] ?? firstWithin(errors, pointer)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "hidden":
      return null;
    case "list":
      return (
        <Rows field={field} rows={value as Values[]} pointer={pointer} errors={errors} onChange={onChange} />
      );
  }
}

/** The sentence about the first item of a list that is wrong. */
function firstWithin(errors: Record<string, string>, pointer: string): string | undefined {
  return Object.entries(errors).find(([place]) => place.startsWith(`${pointer}/`))?.[1];
}

interface RowsProps {
  field: Extract<Field, { kind: "list" }>;
  rows: Values[];
  pointer: string;
  errors: Record<string, string>;
  onChange: (rows: Values[]) => void;
}

function Rows({ field, rows, pointer, errors, onChange }: RowsProps) {
  const { t } = useTranslation();
  const prefix = useId();
  return (
    <Fieldset legend={field.label} p="sm">
      <Stack gap="sm">
        {errors[pointer] && (
          <Text c="red" size="sm">
            {errors[pointer]}
          </Text>
        )}
        {rows.map((row, index) => (
          <Card key={(row.key as string | undefined) ?? `${prefix}${index}`} withBorder padding="sm">
            <Group align="flex-start" wrap="nowrap" gap="xs">
              <Box flex={1}>
                <Fields
                  fields={field.fields}
                  values={row}
                  pointer={`${pointer}/${index}`}
                  errors={errors}
                  onChange={(next) => onChange(rows.map((other, place) => (place === index ? next : other)))}
                />
                {errors[`${pointer}/${index}`] && (
                  <Text c="red" size="sm">
                    {errors[`${pointer}/${index}`]}
                  </Text>
                )}
              </Box>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("form.removeRow", { number: index + 1 })}
                onClick={() => onChange(rows.filter((_, place) => place !== index))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Card>
        ))}
        <Button
          variant="default"
          size="xs"
          style={{ alignSelf: "flex-start" }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() =>
            onChange([...rows, { key: crypto.randomUUID(), ...toValues(field.fields, field.start) }])
          }
        >
          {field.addLabel}
        </Button>
      </Stack>
    </Fieldset>
  );
}
