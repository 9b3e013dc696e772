import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { Shell } from "./layout/Shell";
import { readFilters } from "./projects/filters";
import { sessionQuery } from "./session/useSession";
import { Failure, NotFound } from "./shared/Failure";

interface Context {
  queries: QueryClient;
}

const root = createRootRouteWithContext<Context>()({
  component: Shell,
  notFoundComponent: NotFound,
  errorComponent: Failure,
  beforeLoad: ({ context }) => context.queries.ensureQueryData(sessionQuery),
});

/** Sends visitors without an account to sign in, and back afterwards. */
async function requireAction(queries: QueryClient, action: string, href: string): Promise<void> {
  const session = await queries.ensureQueryData(sessionQuery);
  if (session.actions[action] === undefined) throw redirect({ to: "/sign-in", search: { next: href } });
}

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./home/Home"), "Home"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } =>
    typeof search.next === "string" && search.next.startsWith("/") && !search.next.startsWith("//")
      ? { next: search.next }
      : {},
  component: lazyRouteComponent(() => import("./session/SignIn"), "SignIn"),
});
const explorer = createRoute({
  getParentRoute: () => root,
  path: "/projects",
  validateSearch: readFilters,
  component: lazyRouteComponent(() => import("./projects/Explorer"), "Explorer"),
});
const newProject = createRoute({
  getParentRoute: () => root,
  path: "/projects/new",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "projects:write", location.href),
  component: lazyRouteComponent(() => import("./projects/form/NewProject"), "NewProject"),
});
const project = createRoute({
  getParentRoute: () => root,
  path: "/projects/$code",
  component: lazyRouteComponent(() => import("./projects/ProjectRecord"), "ProjectRecord"),
});
const editProject = createRoute({
  getParentRoute: () => root,
  path: "/projects/$code/edit",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "projects:write", location.href),
  component: lazyRouteComponent(() => import("./projects/form/EditProject"), "EditProject"),
});
const imports = createRoute({
  getParentRoute: () => root,
  path: "/imports",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "imports:write", location.href),
  component: lazyRouteComponent(() => import("./imports/Imports"), "Imports"),
});
const importRecord = createRoute({
  getParentRoute: () => root,
  path: "/imports/$id",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "imports:write", location.href),
  component: lazyRouteComponent(() => import("./imports/ImportRecord"), "ImportRecord"),
});
const knowledge = createRoute({
  getParentRoute: () => root,
  path: "/knowledge",
  validateSearch: (search): { q?: string } =>
    typeof search.q === "string" && search.q ? { q: search.q } : {},
  component: lazyRouteComponent(() => import("./knowledge/Lessons"), "Lessons"),
});
const publishing = createRoute({
  getParentRoute: () => root,
  path: "/publishing",
  component: lazyRouteComponent(() => import("./publishing/Publishing"), "Publishing"),
});

const tree = root.addChildren([
  home,
  signIn,
  explorer,
  newProject,
  project,
  editProject,
  imports,
  importRecord,
  knowledge,
  publishing,
]);

export function createAppRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { queries },
    defaultPreload: "intent",
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
