import { ActionIcon, Button, Divider, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Schemas, unwrap } from "../api/client";
import { useTranslation } from "../i18n/useTranslation";
import { ProblemAlert } from "../shared/Failure";
import { showUndo } from "../shared/undo";
import { type Filters, readFilters } from "./filters";

interface Props {
  filters: Filters;
  onOpen: (filters: Filters) => void;
}

/** States of the list that one comes back to by name. */
export function SavedViews({ filters, onOpen }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const views = useQuery({
    queryKey: ["views", "projects"],
    queryFn: () => unwrap(api.GET("/api/v1/views", { params: { query: { place: "projects" } } })),
  });
  const again = () => queries.invalidateQueries({ queryKey: ["views"] });
  const save = useMutation({
    mutationFn: (view: { name: string; search: Filters }) =>
      unwrap(
        api.PUT("/api/v1/views", {
          body: {
            place: "projects",
            name: view.name,
            search: view.search as Schemas["SavedViewIn"]["search"],
          },
        }),
      ),
    onSuccess: async (view) => {
      setName("");
      await again();
      notifications.show({ color: "jade", message: t("views.saved", { name: view.name }) });
    },
  });
  const remove = useMutation({
    mutationFn: async (view: Schemas["SavedViewOut"]) => {
      await api.DELETE("/api/v1/views/{view_id}", { params: { path: { view_id: view.id } } });
      return view;
    },
    onSuccess: async (view) => {
      await again();
      showUndo(t("views.removed", { name: view.name }), () =>
        save.mutate({ name: view.name, search: readFilters(view.search) }),
      );
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) save.mutate({ name: name.trim(), search: filters });
  };
  const items = views.data?.items ?? [];
  return (
    <Popover position="bottom-end" trapFocus width={300}>
      <Popover.Target>
        <Button size="xs" variant="default" leftSection={<IconBookmark size={14} aria-hidden />}>
          {t("views.title")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <Stack gap="xs">
          {items.length === 0 && (
            <Text size="sm" c="dimmed">
              {t("views.none")}
            </Text>
          )}
          {items.map((view) => (
            <Group key={view.id} justify="space-between" wrap="nowrap" gap={4}>
              <Button
                variant="subtle"
                size="compact-sm"
                flex={1}
                justify="flex-start"
                onClick={() => onOpen(readFilters(view.search))}
              >
                {view.name}
              </Button>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("views.remove", { name: view.name })}
                onClick={() => remove.mutate(view)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <Divider />
          <form onSubmit={submit}>
            <Group gap="xs" align="flex-end" wrap="nowrap">
              <TextInput
                size="xs"
                flex={1}
                label={t("views.name")}
                value={name}
                maxLength={100}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Button size="xs" type="submit" loading={save.isPending} disabled={!name.trim()}>
                {t("views.save")}
              </Button>
            </Group>
          </form>
          {save.isError && <ProblemAlert error={save.error} />}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
