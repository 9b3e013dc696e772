import "@mantine/core/styles.css";
import "./shared/page.css";
import { MantineProvider } from "@mantine/core";
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { lazy, StrictMode, Suspense, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Problem } from "./api/problem";
import { startI18n } from "./i18n";
import { renewWhenOutdated } from "./renewal";
import { createAppRouter } from "./router";
import { doubtSession } from "./session/useSession";
import { quietText, theme } from "./theme";

// Nothing is announced before someone did something: until then there is no announcer.
const Notifications = lazy(async () => {
  await import("@mantine/notifications/styles.css");
  return { default: (await import("@mantine/notifications")).Notifications };
});
const doubt = { onError: (error: unknown) => doubtSession(queries, error) };
const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache(doubt),
  mutationCache: new MutationCache(doubt),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A refusal is an answer; only what may pass by itself is tried again.
      retry: (failures, error) => failures < 2 && !(error instanceof Problem && error.status < 500),
    },
  },
});
const router = createAppRouter(queries);

function Announcer() {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const want = () => setWanted(true);
    const once = { once: true, capture: true };
    window.addEventListener("pointerdown", want, once);
    window.addEventListener("keydown", want, once);
    return () => {
      window.removeEventListener("pointerdown", want, once);
      window.removeEventListener("keydown", want, once);
    };
  }, []);
  return wanted ? (
    <Suspense>
      <Notifications position="bottom-right" />
    </Suspense>
  ) : null;
}

async function start(root: HTMLElement): Promise<void> {
  await startI18n();
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={quietText} defaultColorScheme="auto">
        <Announcer />
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
renewWhenOutdated();
if (root) void start(root);
