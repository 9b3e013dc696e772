import { PasswordInput, TextInput } from "@mantine/core";
import { useTranslation } from "../i18n/useTranslation";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  isNew?: boolean;
  hint?: string;
  error?: string | undefined;
}

/** The address by which a person signs in. */
export function EmailField({ value, onChange }: Pick<Props, "value" | "onChange">) {
  const { t } = useTranslation();
  return (
    <TextInput
      label={t("session.email")}
      type="email"
      autoComplete="username"
      required
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A password, present or new, that can be shown while it is typed. */
export function PasswordField({ label, value, onChange, isNew, hint, error }: Props) {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={label}
      description={hint}
      autoComplete={isNew ? "new-password" : "current-password"}
      required
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ "aria-label": t("session.showPassword") }}
    />
  );
}
