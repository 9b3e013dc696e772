import { Badge, Button, Group, Table, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { ActionsHeading } from "../shared/ActionsHeading";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Listing } from "../shared/Listing";
import { SearchInput } from "../shared/SearchInput";
import { Section } from "../shared/Section";
import { formatMoment } from "../shared/texts";
import { usePages } from "../shared/usePages";
import { WideTable } from "../shared/WideTable";

type Account = Schemas["AccountOut"];

const ROLES = ["partner", "registrar", "analyst", "evaluator", "administrator"] as const;

/** People's accounts: invite, change, help, lock out. */
export function Accounts() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [q, setQ] = useState("");
  const [record, setRecord] = useState<Values | null>(null);
  const list = usePages(["accounts", q], (after) =>
    unwrap(api.GET("/api/v1/accounts", { params: { query: { ...after, ...(q ? { q } : {}) } } })),
  );
  const refresh = () => queries.invalidateQueries({ queryKey: ["accounts"] });
  const choices = ROLES.map((role) => ({ value: role, label: t(`roles.${role}`) }));
  const languages = (["es", "en", "de"] as const).map((code) => ({
    value: code,
    label: t(`languages.${code}`),
  }));
  const isNew = record?.id === undefined;
  const fields: Field[] = [
    ...(isNew
      ? [{ kind: "text" as const, name: "email", label: t("session.email"), required: true, maxLength: 320 }]
      : []),
    { kind: "text", name: "name", label: t("admin.name"), required: true, maxLength: 200 },
    { kind: "choice", name: "role", label: t("account.role"), required: true, choices },
    {
      kind: "organisation",
      name: "organisation",
      label: t("account.organisation"),
      hint: t("admin.organisationHint"),
    },
    { kind: "choice", name: "language", label: t("admin.language"), required: true, choices: languages },
    ...(isNew ? [] : [{ kind: "flag" as const, name: "disabled", label: t("admin.disabled") }]),
  ];
  const send = (body: Values, tag: string) =>
    isNew
      ? unwrap(api.POST("/api/v1/accounts", { body: body as unknown as Schemas["AccountIn"] }))
      : unwrap(
          api.PATCH("/api/v1/accounts/{account_id}", {
            params: { path: { account_id: String(record?.id) }, header: { "If-Match": tag } },
            body: body as unknown as Schemas["AccountPatch"],
          }),
        );
  const done = async () => {
    await refresh();
    setRecord(null);
  };
  return (
    <Section
      title={t("admin.tab.accounts")}
      aside={<AddButton label={t("admin.invite")} onClick={() => setRecord({})} />}
    >
      <SearchInput label={t("admin.searchAccounts")} value={q} onChange={setQ} />
      <Listing list={list} empty={t("common.nothingFound")}>
        <WideTable label={t("admin.tab.accounts")} minWidth={760}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("admin.name")}</Table.Th>
              <Table.Th>{t("account.role")}</Table.Th>
              <Table.Th>{t("account.organisation")}</Table.Th>
              <Table.Th>{t("account.lastSignIn")}</Table.Th>
              <ActionsHeading />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {list.items.map((account) => (
              <AccountRow
                key={account.id}
                account={account}
                onEdit={() => setRecord(account as unknown as Values)}
                onChanged={() => void refresh()}
              />
            ))}
          </Table.Tbody>
        </WideTable>
      </Listing>
      <RecordDrawer
        record={record}
        title={isNew ? t("admin.invite") : String(record?.email ?? "")}
        fields={fields}
        start={{ role: "analyst", language: "es" }}
        send={send}
        onDone={done}
        onClose={() => setRecord(null)}
        notice={() => (isNew ? <Text size="sm">{t("admin.inviteHint")}</Text> : null)}
      />
    </Section>
  );
}

interface RowProps {
  account: Account;
  onEdit: () => void;
  onChanged: () => void;
}

function AccountRow({ account, onEdit, onChanged }: RowProps) {
  const { t } = useTranslation();
  const path = { params: { path: { account_id: account.id } } };
  const help = useMutation({
    mutationFn: (kind: "reset" | "factor") =>
      kind === "reset"
        ? unwrap(api.POST("/api/v1/accounts/{account_id}/password-reset", path))
        : unwrap(api.DELETE("/api/v1/accounts/{account_id}/second-factor", path)),
    onSuccess: onChanged,
  });
  return (
    <Table.Tr>
      <Table.Td>
        <Text size="sm">{account.name}</Text>
        <Text size="xs" c="dimmed">
          {account.email}
        </Text>
        <Group gap={4}>
          {account.disabled && (
            <Badge color="gray.7" autoContrast>
              {t("admin.disabled")}
            </Badge>
          )}
          {account.invited && <Badge variant="light">{t("admin.invited")}</Badge>}
          {account.second_factor && <Badge variant="light">{t("account.secondFactor")}</Badge>}
          {account.locked_until && (
            <Badge color="red.8" autoContrast>
              {t("admin.locked")}
            </Badge>
          )}
        </Group>
        {help.isError && <ProblemAlert error={help.error} />}
        {help.isSuccess && (
          <Text size="xs" role="status">
            {t("admin.helped")}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{t(`roles.${account.role as "analyst"}`)}</Table.Td>
      <Table.Td>{account.organisation?.acronym ?? account.organisation?.name.es}</Table.Td>
      <Table.Td className="numbers">
        {account.last_sign_in_at ? formatMoment(account.last_sign_in_at) : "–"}
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="end" wrap="nowrap">
          <Button size="compact-xs" variant="default" onClick={onEdit}>
            {t("admin.change")}
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => help.mutate("reset")}>
            {t("admin.sendReset")}
          </Button>
          {account.second_factor && (
            <Button size="compact-xs" variant="default" onClick={() => help.mutate("factor")}>
              {t("admin.removeFactor")}
            </Button>
          )}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
