import "@mantine/core/styles.css";
import "./shared/page.css";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/problem";
import { startI18n } from "./i18n";
import { createAppRouter } from "./router";
import { quietText, theme } from "./theme";

// Nothing is announced before the first page stands: the announcer comes after it.
const Notifications = lazy(async () => {
  await import("@mantine/notifications/styles.css");
  return { default: (await import("@mantine/notifications")).Notifications };
});
const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only what may pass by itself is tried again.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
});
const router = createAppRouter(queries);

async function start(root: HTMLElement): Promise<void> {
  await startI18n();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={quietText} defaultColorScheme="auto">
        <Suspense>
          <Notifications position="bottom-right" />
        </Suspense>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (root) void start(root);
