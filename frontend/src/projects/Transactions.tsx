import {
  ActionIcon,
  Button,
  Group,
  NativeSelect,
  SimpleGrid,
  Stack,
  Table,
  Text,
  TextInput,
} from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";
import { useTranslation } from "../i18n/useTranslation";
import { OrganisationPicker, type OrganisationRef } from "../organisations/OrganisationPicker";
import { AddButton } from "../shared/AddButton";
import { ProblemAlert } from "../shared/Failure";
import { Section } from "../shared/Section";
import { formatAmount, formatDate, pick } from "../shared/texts";
import { useRemoval } from "../shared/useRemoval";
import { WideTable } from "../shared/WideTable";
import { useVocabulary } from "../vocabularies/useVocabulary";
import type { Project } from "./useProject";

type Transaction = Schemas["TransactionOut"];

const addTransaction = (key: string, body: Schemas["TransactionIn"]) =>
  unwrap(api.POST("/api/v1/projects/{key}/transactions", { params: { path: { key } }, body }));

/** A project's movements of money, and a form to add one. */
export function Transactions({ project, mayWrite }: { project: Project; mayWrite: boolean }) {
  const { t } = useTranslation();
  const types = useVocabulary("transaction-type");
  const [adding, setAdding] = useState(false);
  const queryKey = ["transactions", project.id];
  const queries = useQueryClient();
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey }),
      queries.invalidateQueries({ queryKey: ["project", project.code] }),
      queries.invalidateQueries({ queryKey: ["projects"] }),
    ]);
  const list = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET("/api/v1/projects/{key}/transactions", {
          params: {
            path: { key: project.code },
            query: { limit: 50, ...(pageParam ? { after: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const remove = useRemoval({
    told: t("transactions.removed"),
    remove: (row: Transaction) =>
      unwrap(
        api.DELETE("/api/v1/projects/{key}/transactions/{transaction_id}", {
          params: {
            path: { key: project.code, transaction_id: row.id },
            header: { "If-Match": `"${row.version}"` },
          },
        }),
      ),
    restore: ({ id: _, version: _v, provider, receiver, ...row }) =>
      addTransaction(project.code, {
        ...row,
        provider_id: provider?.id ?? null,
        receiver_id: receiver?.id ?? null,
      }),
    refresh,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0 && !mayWrite) return null;
  return (
    <Section
      title={t("fields.transactions")}
      aside={mayWrite && <AddButton label={t("transactions.add")} onClick={() => setAdding(!adding)} />}
    >
      {adding && (
        <TransactionForm
          project={project}
          onDone={async () => {
            setAdding(false);
            await refresh();
          }}
        />
      )}
      {remove.isError && <ProblemAlert error={remove.error} />}
      {rows.length === 0 && <Text c="dimmed">{t("transactions.none")}</Text>}
      {rows.length > 0 && (
        <WideTable label={t("fields.transactions")} minWidth={480}>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDate(row.date)}</Table.Td>
                <Table.Td>
                  {types.label(row.type)}
                  <Text size="xs" c="dimmed">
                    {[pick(row.provider?.name), pick(row.receiver?.name)].filter(Boolean).join(" → ")}
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="numbers" style={{ whiteSpace: "nowrap" }}>
                  {formatAmount(row.amount, row.currency)}
                </Table.Td>
                {mayWrite && (
                  <Table.Td w={40}>
                    <ActionIcon
                      variant="subtle"
                      color="gray"
                      aria-label={t("transactions.remove")}
                      onClick={() => remove.mutate(row)}
                    >
                      <IconTrash size={16} aria-hidden />
                    </ActionIcon>
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </WideTable>
      )}
      {list.hasNextPage && (
        <Button variant="default" size="xs" onClick={() => void list.fetchNextPage()}>
          {t("common.more")}
        </Button>
      )}
    </Section>
  );
}

function TransactionForm({ project, onDone }: { project: Project; onDone: () => void }) {
  const { t } = useTranslation();
  const types = useVocabulary("transaction-type");
  const [type, setType] = useState("3");
  const [date, setDate] = useState("");
  const [amount, setAmount] = useState("");
  const [currency, setCurrency] = useState(project.default_currency ?? "GTQ");
  const [provider, setProvider] = useState<OrganisationRef | null>(null);
  const [receiver, setReceiver] = useState<OrganisationRef | null>(null);
  const add = useMutation({
    mutationFn: () =>
      addTransaction(project.code, {
        type,
        date,
        amount,
        currency,
        provider_id: provider?.id ?? null,
        receiver_id: receiver?.id ?? null,
      }),
    onSuccess: onDone,
  });
  const errors = add.error instanceof Problem ? add.error.byPointer() : {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack mb="md" gap="sm">
        {add.isError && <ProblemAlert error={add.error} />}
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <NativeSelect
            label={t("fields.type")}
            data={types.choices}
            value={type}
            error={errors["/type"]}
            onChange={(event) => setType(event.currentTarget.value)}
          />
          <TextInput
            label={t("fields.date")}
            type="date"
            required
            value={date}
            error={errors["/date"]}
            onChange={(event) => setDate(event.currentTarget.value)}
          />
          <TextInput
            label={t("fields.amount")}
            inputMode="decimal"
            required
            value={amount}
            error={errors["/amount"]}
            onChange={(event) => setAmount(event.currentTarget.value.replace(",", "."))}
          />
          <TextInput
            label={t("fields.currency")}
            required
            maxLength={3}
            value={currency}
            error={errors["/currency"]}
            onChange={(event) => setCurrency(event.currentTarget.value.toUpperCase())}
          />
          <OrganisationPicker
            label={t("fields.provider_id")}
            value={provider}
            error={errors["/provider_id"]}
            onChange={setProvider}
          />
          <OrganisationPicker
            label={t("fields.receiver_id")}
            value={receiver}
            error={errors["/receiver_id"]}
            onChange={setReceiver}
          />
        </SimpleGrid>
        <Group>
          <Button type="submit" loading={add.isPending}>
            {t("transactions.save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
