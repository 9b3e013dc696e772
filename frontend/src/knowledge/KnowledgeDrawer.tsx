import { useQuery, useQueryClient } from "@tanstack/react-query";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Field, Values } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { formatDate, pick } from "../shared/texts";

type Kind = Schemas["KnowledgeEntry"]["kind"];

/** What is written: a new record, or the one with an id, which is read when it is opened. */
export interface Edited {
  kind: Kind;
  id?: string;
  record: Values | null;
}

const LINKED = [
  "sdg-goal",
  "sdg-target",
  "iberoamerican-sector",
  "crs-purpose",
  "katun-axis",
  "national-priority",
  "tag",
] as const;

/** The form of a lesson, a good practice or a capacity. */
export function KnowledgeDrawer({ edited, onClose }: { edited: Edited | null; onClose: () => void }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const kind = edited?.kind ?? "lesson";
  const fields = useKnowledgeFields(kind, edited?.id !== undefined);
  const found = useQuery({
    queryKey: ["knowledge-record", kind, edited?.id],
    queryFn: () => read(kind, edited?.id ?? ""),
    enabled: edited?.id !== undefined,
    // The form starts from the record as it is now.
    gcTime: 0,
  });
  const record = edited === null ? null : edited.id === undefined ? edited.record : (found.data ?? null);
  return (
    <RecordDrawer
      record={record}
      title={t(`knowledge.kind.${kind}`)}
      fields={fields}
      start={kind === "capacity" ? { kind: "offer", status: "open" } : {}}
      send={(body, tag) => send(kind, edited?.id, body, tag)}
      onDone={() => {
        onClose();
        void queries.invalidateQueries({ queryKey: ["knowledge"] });
        void queries.invalidateQueries({ queryKey: ["lessons"] });
      }}
      onClose={onClose}
    />
  );
}

async function read(kind: Kind, id: string): Promise<Values> {
  const linked = (record: { codes: Schemas["CodeRef"][]; event: { id: string } | null }) => ({
    ...record,
    codes: record.codes.map(({ code }) => code),
    event_id: record.event?.id ?? null,
  });
  switch (kind) {
    case "lesson":
      return linked(
        await unwrap(api.GET("/api/v1/lessons/{lesson_id}", { params: { path: { lesson_id: id } } })),
      );
    case "practice": {
      const practice = await unwrap(
        api.GET("/api/v1/practices/{practice_id}", { params: { path: { practice_id: id } } }),
      );
      return { ...linked(practice), projects: practice.projects.map((project) => ({ project })) };
    }
    case "capacity":
      return linked(
        await unwrap(api.GET("/api/v1/capacities/{capacity_id}", { params: { path: { capacity_id: id } } })),
      );
  }
}

function send(kind: Kind, id: string | undefined, body: Values, tag: string): Promise<unknown> {
  const header = { "If-Match": tag };
  switch (kind) {
    case "lesson":
      return id
        ? unwrap(
            api.PATCH("/api/v1/lessons/{lesson_id}", {
              params: { path: { lesson_id: id }, header },
              body: body as unknown as Schemas["LessonPatch"],
            }),
          )
        : unwrap(api.POST("/api/v1/lessons", { body: body as unknown as Schemas["LessonIn"] }));
    case "practice": {
      const projects = (body.projects as Values[]).map((row) => row.project_id ?? "");
      const content = { ...body, projects } as unknown as Schemas["PracticeIn"];
      return id
        ? unwrap(
            api.PUT("/api/v1/practices/{practice_id}", {
              params: { path: { practice_id: id }, header },
              body: content,
            }),
          )
        : unwrap(api.POST("/api/v1/practices", { body: content }));
    }
    case "capacity": {
      const content = body as unknown as Schemas["CapacityIn"];
      return id
        ? unwrap(
            api.PUT("/api/v1/capacities/{capacity_id}", {
              params: { path: { capacity_id: id }, header },
              body: content,
            }),
          )
        : unwrap(api.POST("/api/v1/capacities", { body: content }));
    }
  }
}

/** The latest exchange events that the reader sees. */
function useEventChoices() {
  const { data } = useQuery({
    queryKey: ["events", "choices"],
    queryFn: () => unwrap(api.GET("/api/v1/events", { params: { query: { limit: 200 } } })),
    staleTime: 60_000,
  });
  return (data?.items ?? []).map((event) => ({
    value: event.id,
    label: `${formatDate(event.starts)} · ${pick(event.title)}`,
  }));
}

function useKnowledgeFields(kind: Kind, known: boolean): Field[] {
  const { t } = useTranslation();
  const events = useEventChoices();
  const title: Field = { kind: "texts", name: "title", label: t("form.title"), required: true, long: true };
  const links: Field[] = [
    { kind: "codes", name: "codes", label: t("knowledge.codes"), vocabularies: LINKED },
    {
      kind: "codes",
      name: "countries",
      label: t("knowledge.countries"),
      vocabularies: ["country"],
      bare: true,
    },
    { kind: "choice", name: "event_id", label: t("knowledge.event"), choices: events },
  ];
  const contact: Field = { kind: "text", name: "contact", label: t("knowledge.contact"), maxLength: 300 };
  switch (kind) {
    case "lesson":
      return [
        ...(known
          ? []
          : [{ kind: "project", name: "project", label: t("evaluations.project"), required: true } as const]),
        title,
        { kind: "texts", name: "lesson", label: t("lessons.learnt"), required: true, long: true },
        { kind: "texts", name: "context", label: t("knowledge.context"), long: true },
        { kind: "texts", name: "recommendation", label: t("knowledge.nextTime"), long: true },
        ...links,
      ];
    case "practice":
      return [
        title,
        { kind: "texts", name: "context", label: t("knowledge.context"), long: true },
        { kind: "texts", name: "done", label: t("knowledge.done"), required: true, long: true },
        { kind: "texts", name: "results", label: t("knowledge.results"), required: true, long: true },
        { kind: "texts", name: "conditions", label: t("knowledge.conditions"), required: true, long: true },
        { kind: "organisation", name: "organisation", label: t("evaluations.organisation") },
        {
          kind: "list",
          name: "projects",
          label: t("knowledge.projects"),
          addLabel: t("evaluations.addProject"),
          fields: [{ kind: "project", name: "project", label: t("evaluations.project"), required: true }],
        },
        contact,
        ...links,
      ];
    case "capacity":
      return [
        {
          kind: "choice",
          name: "kind",
          label: t("knowledge.offerOrDemand"),
          required: true,
          choices: (["offer", "demand"] as const).map((value) => ({
            value,
            label: t(`knowledge.capacity.${value}`),
          })),
        },
        { kind: "organisation", name: "organisation", label: t("evaluations.organisation"), required: true },
        title,
        { kind: "texts", name: "description", label: t("fields.description"), long: true },
        contact,
        { kind: "date", name: "valid_until", label: t("knowledge.validUntil") },
        {
          kind: "choice",
          name: "status",
          label: t("evaluations.statusLabel"),
          required: true,
          choices: (["open", "closed"] as const).map((value) => ({
            value,
            label: t(`knowledge.capacityStatus.${value}`),
          })),
        },
        ...links,
      ];
  }
}
