import { Button } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import type { Values } from "../records/fields";
import { toBody, toValues } from "../records/fields";
import { RecordDrawer } from "../records/RecordDrawer";
import { toForm, toFramework, useFrameworkFields } from "./fields";

/** Keeps a framework as one to start from: its outline, without what it is to reach when. */
export function SaveTemplate({ framework }: { framework: Schemas["FrameworkOut"] }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [edited, setEdited] = useState<Values | null>(null);
  const outline = useFrameworkFields(false);
  const send = (body: Values) => {
    const { results } = toFramework(toBody(outline, toValues(outline, toForm(framework))));
    const content = {
      ...body,
      results: results.map((result) => ({
        ...result,
        indicators: (result.indicators ?? []).map((indicator) => ({ ...indicator, targets: [] })),
      })),
    };
    return unwrap(
      api.POST("/api/v1/framework-templates", { body: content as unknown as Schemas["FrameworkTemplateIn"] }),
    );
  };
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTemplate size={14} aria-hidden />}
        onClick={() => setEdited({})}
      >
        {t("results.saveTemplate")}
      </Button>
      <RecordDrawer
        record={edited}
        title={t("results.saveTemplate")}
        fields={[
          { kind: "texts", name: "title", label: t("form.title"), required: true, long: true },
          { kind: "texts", name: "description", label: t("fields.description"), long: true },
        ]}
        send={send}
        onDone={() => {
          setEdited(null);
          void queries.invalidateQueries({ queryKey: ["framework-templates"] });
        }}
        onClose={() => setEdited(null)}
      />
    </>
  );
}
