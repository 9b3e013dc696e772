import { Alert, Anchor, Button, Code, Group, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { PasswordField } from "../session/Fields";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";

/** Codes from a telephone beside the password: set up, recovery codes, turn off. */
export function SecondFactor({ on }: { on: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [password, setPassword] = useState("");
  const [started, setStarted] = useState<Schemas["SecondFactorStart"] | null>(null);
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState<string[] | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["account"] });
  const start = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/account/second-factor", { body: { password } })),
    onSuccess: (told) => {
      setStarted(told);
      setPassword("");
    },
  });
  const confirm = useMutation({
    mutationFn: () => unwrap(api.PUT("/api/v1/account/second-factor", { body: { code } })),
    onSuccess: async (told) => {
      setRecovery(told.recovery_codes);
      setStarted(null);
      setCode("");
      await refresh();
    },
  });
  const renew = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/account/recovery-codes", { body: { password } })),
    onSuccess: (told) => {
      setRecovery(told.recovery_codes);
      setPassword("");
    },
  });
  const end = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/account/second-factor/removal", { body: { password } })),
    onSuccess: async () => {
      setRecovery(null);
      setPassword("");
      await refresh();
    },
  });
  const failure = [start, confirm, renew, end].find((step) => step.isError)?.error;
  const errors = failure instanceof Problem ? failure.byPointer() : {};
  return (
    <Section title={t("account.secondFactor")}>
      <Stack maw={520}>
        <Text size="sm">{on ? t("account.secondFactorOn") : t("account.secondFactorOff")}</Text>
        {failure !== undefined && Object.keys(errors).length === 0 && <ProblemAlert error={failure} />}
        {recovery && <RecoveryCodes codes={recovery} />}
        {started ? (
          <>
            <Text size="sm">{t("account.scan")}</Text>
            <img src={pictureOf(started.picture)} alt={t("account.qr")} width={200} height={200} />
            <Text size="sm">
              {t("account.secret")} <Code>{started.secret}</Code>{" "}
              <Anchor href={started.address}>{t("account.openApp")}</Anchor>
            </Text>
            <TextInput
              label={t("session.code")}
              inputMode="numeric"
              autoComplete="one-time-code"
              value={code}
              error={errors["/code"]}
              onChange={(event) => setCode(event.currentTarget.value)}
            />
            <Group>
              <Button loading={confirm.isPending} onClick={() => confirm.mutate()}>
                {t("account.confirmCode")}
              </Button>
              <Button variant="default" onClick={() => setStarted(null)}>
                {t("common.cancel")}
              </Button>
            </Group>
          </>
        ) : (
          <>
            <PasswordField
              label={t("account.currentPassword")}
              value={password}
              error={errors["/password"]}
              onChange={setPassword}
            />
            <Group>
              {!on && (
                <Button loading={start.isPending} onClick={() => start.mutate()}>
                  {t("account.setUp")}
                </Button>
              )}
              {on && (
                <>
                  <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                    {t("account.renewCodes")}
                  </Button>
                  <Button variant="default" loading={end.isPending} onClick={() => end.mutate()}>
                    {t("account.turnOff")}
                  </Button>
                </>
              )}
            </Group>
          </>
        )}
      </Stack>
    </Section>
  );
}

/** The QR code as a picture: markup from elsewhere never becomes part of the page. */
function pictureOf(svg: string): string {
  const whole = svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ');
  return `data:image/svg+xml;base64,${btoa(svg.includes("xmlns=") ? svg : whole)}`;
}

function RecoveryCodes({ codes }: { codes: string[] }) {
  const { t } = useTranslation();
  return (
    <Alert color="maize" variant="light" role="status" title={t("account.recoveryTitle")}>
      <Text size="sm" mb="xs">
        {t("account.recoveryHint")}
      </Text>
      <Code block>{codes.join("\n")}</Code>
    </Alert>
  );
}
