/** The inputs of the project form: each shows the API's sentence about it. */

import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "../../i18n/useTranslation";
import { pick, type Texts } from "../../shared/texts";
import type { Choice } from "../../vocabularies/useVocabulary";
import { useField, useForm } from "./context";

interface TextsProps {
  pointer: string;
  label: string;
  value: Texts;
  onChange: (value: Texts) => void;
  long?: boolean;
  required?: boolean;
  description?: string;
}

/** A text in the language being typed; what it says in another language shows as a hint. */
export function TextsField({ pointer, label, value, onChange, long, required, description }: TextsProps) {
  const { language } = useForm();
  const field = useField(pointer);
  const text = value[language] ?? "";
  const change = (typed: string) => {
    const { [language]: _, ...others } = value;
    onChange(typed ? { ...value, [language]: typed } : others);
  };
  const shared = {
    ...field,
    label: `${label} (${language})`,
    description,
    withAsterisk: required ?? false,
    value: text,
    placeholder: text ? "" : pick(value, language),
    lang: language,
  };
  return long ? (
    <Textarea {...shared} autosize minRows={3} onChange={(event) => change(event.currentTarget.value)} />
  ) : (
    <TextInput {...shared} onChange={(event) => change(event.currentTarget.value)} />
  );
}

interface PlainProps {
  pointer: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  required?: boolean;
  description?: string;
}

export function DateField({ required, ...props }: PlainProps) {
  return <PlainField {...props} type="date" withAsterisk={required ?? false} />;
}

/** A decimal number; a comma is taken for the decimal point. */
export function NumberField(props: PlainProps) {
  const onChange = (value: string) => props.onChange(value.replace(",", ".").replace(/\s/g, ""));
  return <PlainField {...props} onChange={onChange} inputMode="decimal" className="numbers" />;
}

interface InputProps extends PlainProps {
  type?: string;
  inputMode?: "decimal";
  className?: string;
  withAsterisk?: boolean;
  maxLength?: number;
  placeholder?: string;
}

export function PlainField({ pointer, onChange, required, ...props }: InputProps) {
  const field = useField(pointer);
  return (
    <TextInput
      {...field}
      withAsterisk={required ?? false}
      {...props}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

interface ChoiceProps extends PlainProps {
  choices: Choice[];
  emptyLabel?: string;
}

export function ChoiceField({
  pointer,
  onChange,
  choices,
  required,
  emptyLabel,
  value,
  ...props
}: ChoiceProps) {
  const { t } = useTranslation();
  const field = useField(pointer);
  // A code that can no longer be chosen (withdrawn) stays visible where it stands.
  const known = value === "" || choices.some((choice) => choice.value === value);
  const data = [
    { value: "", label: emptyLabel ?? t("form.choose") },
    ...choices,
    ...(known ? [] : [{ value, label: value }]),
  ];
  return (
    <NativeSelect
      {...field}
      {...props}
      withAsterisk={required ?? false}
      data={data}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
