import { Group, NativeSelect, Pill } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "../i18n/useTranslation";
import { FieldGroup } from "../shared/FieldGroup";
import { useVocabulary } from "./useVocabulary";

interface Props {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  withAsterisk?: boolean;
  /** The code lists to choose from. */
  vocabularies: readonly string[];
  /** Codes alone, of the one list, instead of `vocabulary:code`. */
  bare: boolean;
  /** One code at most: choosing another replaces it. */
  single: boolean;
  value: string[];
  onChange: (value: string[]) => void;
}

/** Codes, each taken from a list and shown with its label. */
export function CodesField({
  label,
  description,
  error,
  vocabularies,
  bare,
  single,
  value,
  onChange,
}: Props) {
  const { t } = useTranslation();
  const [vocabulary, setVocabulary] = useState(vocabularies[0] ?? "");
  const { choices } = useVocabulary(vocabulary);
  const add = (code: string) => {
    const pair = bare ? code : `${vocabulary}:${code}`;
    if (code && !value.includes(pair)) onChange(single ? [pair] : [...value, pair]);
  };
  return (
    <FieldGroup label={label} description={description} error={error}>
      {value.length > 0 && (
        <Pill.Group my={4}>
          {value.map((code) => (
            <Chosen
              key={code}
              code={code}
              only={bare ? vocabulary : null}
              onRemove={() => onChange(value.filter((other) => other !== code))}
            />
          ))}
        </Pill.Group>
      )}
      <Group gap="xs" grow preventGrowOverflow={false}>
        {vocabularies.length > 1 && (
          <NativeSelect
            aria-label={`${label}: ${t("form.list")}`}
            data={vocabularies.map((key) => ({
              value: key,
              label: t(`vocabulary.${key as "sdg-goal"}`, { defaultValue: key }),
            }))}
            value={vocabulary}
            onChange={(event) => setVocabulary(event.currentTarget.value)}
          />
        )}
        <NativeSelect
          aria-label={label}
          data={[{ value: "", label: t("form.choose") }, ...choices]}
          value=""
          onChange={(event) => add(event.currentTarget.value)}
        />
      </Group>
    </FieldGroup>
  );
}

function Chosen({ code, only, onRemove }: { code: string; only: string | null; onRemove: () => void }) {
  const { t } = useTranslation();
  const split = code.indexOf(":");
  const { label } = useVocabulary(only ?? code.slice(0, split));
  const bare = only ? code : code.slice(split + 1);
  return (
    <Pill
      withRemoveButton
      onRemove={onRemove}
      removeButtonProps={{ "aria-label": t("form.removeCode", { code }), tabIndex: 0, "aria-hidden": false }}
    >
      {`${bare} ${label(bare) === bare ? "" : label(bare)}`}
    </Pill>
  );
}
