import { Input } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  label: string;
  description?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
}

/** Several inputs that are one field of a form. */
export function FieldGroup({ label, description, error, children }: Props) {
  return (
    <Input.Wrapper
      component="fieldset"
      label={label}
      labelElement="div"
      description={description}
      error={error}
      bd={0}
      p={0}
      m={0}
    >
      {children}
    </Input.Wrapper>
  );
}
