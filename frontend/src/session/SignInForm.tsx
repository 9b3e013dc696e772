import { Button, Stack, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { api, setCsrfToken, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { EmailField, PasswordField } from "./Fields";
import type { Session } from "./useSession";

interface Props {
  onSignedIn: (session: Session) => void;
  children?: ReactNode;
}

/** Address, password and, where there is a second factor, its code. */
export function SignInForm({ onSignedIn, children }: Props) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [asksForCode, setAsksForCode] = useState(false);
  const signIn = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/session", { body: { email, password, ...(code ? { code } : {}) } })),
    onSuccess: (opened) => {
      setCsrfToken(opened.csrf_token);
      onSignedIn(opened);
    },
    onError: (failure) => {
      if (failure instanceof Problem && failure.code.startsWith("second-factor")) setAsksForCode(true);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const needsCode = signIn.error instanceof Problem && signIn.error.code === "second-factor-required";
  return (
    <form onSubmit={submit}>
      <Stack>
        {signIn.isError && !needsCode && <ProblemAlert error={signIn.error} />}
        <EmailField value={email} onChange={setEmail} />
        <PasswordField label={t("session.password")} value={password} onChange={setPassword} />
        {asksForCode && (
          <TextInput
            label={t("session.code")}
            description={t("session.codeHint")}
            autoComplete="one-time-code"
            required
            autoFocus
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
          />
        )}
        <Button type="submit" loading={signIn.isPending}>
          {t("session.signIn")}
        </Button>
        {children}
      </Stack>
    </form>
  );
}
