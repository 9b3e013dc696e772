import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { ADMIN_TABS } from "./admin/tabs";
import { readAnalytics } from "./analytics/search";
import type { Schemas } from "./api/client";
import { loadWorkTexts } from "./i18n";
import { Shell } from "./layout/Shell";
import { readFilters } from "./projects/filters";
import type { ProjectTab } from "./projects/ProjectRecord";
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

/** A place behind the first page: its code and its words come together. */
async function place<Code>(code: Promise<Code>): Promise<Code> {
  await loadWorkTexts();
  return code;
}

/** A search parameter that is one of some values; anything else is as if absent. */
function oneOf<Name extends string, Value extends string>(
  name: Name,
  given: unknown,
  values: readonly Value[],
): { [key in Name]?: Value } {
  return values.includes(given as Value) ? ({ [name]: given } as { [key in Name]?: Value }) : {};
}

/** Words that are searched for. */
const words = (q: unknown): { q?: string } => (typeof q === "string" && q ? { q } : {});

/** A search parameter that is a day; anything else is as if absent. */
function day<Name extends string>(name: Name, given: unknown): { [key in Name]?: string } {
  return typeof given === "string" && /^\d{4}-\d\d-\d\d$/.test(given)
    ? ({ [name]: given } as { [key in Name]?: string })
    : {};
}

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  component: lazyRouteComponent(() => import("./home/Home"), "Home"),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string; error?: "account" | "provider" } => ({
    ...(typeof search.next === "string" && search.next.startsWith("/") && !search.next.startsWith("//")
      ? { next: search.next }
      : {}),
    ...oneOf("error", search.error, ["account", "provider"] as const),
  }),
  component: lazyRouteComponent(() => import("./session/SignIn"), "SignIn"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot",
  component: lazyRouteComponent(() => import("./session/Forgot"), "Forgot"),
});
const newPassword = createRoute({
  getParentRoute: () => root,
  path: "/password",
  validateSearch: (search): { token: string } => ({
    token: typeof search.token === "string" ? search.token : "",
  }),
  component: lazyRouteComponent(() => import("./session/NewPassword"), "NewPassword"),
});
const account = createRoute({
  getParentRoute: () => root,
  path: "/account",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queries.ensureQueryData(sessionQuery);
    if (session.subject === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
  },
  component: lazyRouteComponent(() => place(import("./account/Account")), "Account"),
});
const administration = createRoute({
  getParentRoute: () => root,
  path: "/admin",
  validateSearch: (search): { tab?: (typeof ADMIN_TABS)[number] } => oneOf("tab", search.tab, ADMIN_TABS),
  beforeLoad: ({ context, location }) => requireAction(context.queries, "accounts:write", location.href),
  component: lazyRouteComponent(() => place(import("./admin/Administration")), "Administration"),
});
const partnerRecords = createRoute({
  getParentRoute: () => root,
  path: "/partner-records",
  validateSearch: (
    search,
  ): {
    q?: string;
    status?: Schemas["PartnerRecordItem"]["status"];
    system?: string;
  } => ({
    ...words(search.q),
    ...oneOf("status", search.status, ["unlinked", "linked", "dismissed"] as const),
    ...(typeof search.system === "string" && search.system ? { system: search.system } : {}),
  }),
  beforeLoad: ({ context, location }) =>
    requireAction(context.queries, "partner-records:read", location.href),
  component: lazyRouteComponent(() => place(import("./federation/PartnerRecords")), "PartnerRecords"),
});
const reconciliation = createRoute({
  getParentRoute: () => root,
  path: "/partner-records/$id",
  beforeLoad: ({ context, location }) =>
    requireAction(context.queries, "partner-records:read", location.href),
  component: lazyRouteComponent(() => place(import("./federation/Reconciliation")), "Reconciliation"),
});
const explorer = createRoute({
  getParentRoute: () => root,
  path: "/projects",
  validateSearch: readFilters,
  component: lazyRouteComponent(() => place(import("./projects/Explorer")), "Explorer"),
});
const newProject = createRoute({
  getParentRoute: () => root,
  path: "/projects/new",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "projects:write", location.href),
  component: lazyRouteComponent(() => place(import("./projects/form/NewProject")), "NewProject"),
});
const project = createRoute({
  getParentRoute: () => root,
  path: "/projects/$code",
  validateSearch: (search): { tab?: ProjectTab; as_of?: string } => ({
    ...oneOf("tab", search.tab, [
      "overview",
      "results",
      "cycle",
      "contributions",
      "documents",
      "comments",
      "history",
    ] as const),
    ...day("as_of", search.as_of),
  }),
  component: lazyRouteComponent(() => place(import("./projects/ProjectRecord")), "ProjectRecord"),
});
const editProject = createRoute({
  getParentRoute: () => root,
  path: "/projects/$code/edit",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "projects:write", location.href),
  component: lazyRouteComponent(() => place(import("./projects/form/EditProject")), "EditProject"),
});
const imports = createRoute({
  getParentRoute: () => root,
  path: "/imports",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "imports:write", location.href),
  component: lazyRouteComponent(() => place(import("./imports/Imports")), "Imports"),
});
const importRecord = createRoute({
  getParentRoute: () => root,
  path: "/imports/$id",
  beforeLoad: ({ context, location }) => requireAction(context.queries, "imports:write", location.href),
  component: lazyRouteComponent(() => place(import("./imports/ImportRecord")), "ImportRecord"),
});
const knowledge = createRoute({
  getParentRoute: () => root,
  path: "/knowledge",
  validateSearch: (
    search,
  ): {
    q?: string | undefined;
    kind?: Schemas["KnowledgeEntry"]["kind"] | undefined;
    code?: string | undefined;
  } => ({
    ...words(search.q),
    ...oneOf("kind", search.kind, ["lesson", "practice", "capacity"] as const),
    ...(typeof search.code === "string" && search.code ? { code: search.code } : {}),
  }),
  component: lazyRouteComponent(() => place(import("./knowledge/Knowledge")), "Knowledge"),
});
const evaluations = createRoute({
  getParentRoute: () => root,
  path: "/evaluations",
  validateSearch: (search): { tab?: "list" | "board" } =>
    oneOf("tab", search.tab, ["list", "board"] as const),
  component: lazyRouteComponent(() => place(import("./evaluations/Evaluations")), "Evaluations"),
});
const evaluation = createRoute({
  getParentRoute: () => root,
  path: "/evaluations/$id",
  component: lazyRouteComponent(() => place(import("./evaluations/EvaluationRecord")), "EvaluationRecord"),
});
const rollup = createRoute({
  getParentRoute: () => root,
  path: "/rollup",
  validateSearch: (
    search,
  ): {
    tab?: "figures" | "common" | undefined;
    by?: Schemas["Rollup"]["by"] | undefined;
    from?: string | undefined;
    to?: string | undefined;
  } => ({
    ...oneOf("tab", search.tab, ["figures", "common"] as const),
    ...oneOf("by", search.by, [
      "programme",
      "katun-axis",
      "national-priority",
      "sdg-goal",
      "sdg-target",
    ] as const),
    ...day("from", search.from),
    ...day("to", search.to),
  }),
  component: lazyRouteComponent(() => place(import("./rollup/Rollup")), "RollupPage"),
});
const analytics = createRoute({
  getParentRoute: () => root,
  path: "/analytics",
  validateSearch: readAnalytics,
  component: lazyRouteComponent(() => place(import("./analytics/Analytics")), "Analytics"),
});
const monitoring = createRoute({
  getParentRoute: () => root,
  path: "/monitoring",
  component: lazyRouteComponent(() => place(import("./monitoring/Monitoring")), "Monitoring"),
});
const monitoringReport = createRoute({
  getParentRoute: () => root,
  path: "/monitoring/$id",
  component: lazyRouteComponent(() => place(import("./monitoring/ReportRecord")), "ReportRecord"),
});
const partners = createRoute({
  getParentRoute: () => root,
  path: "/partners",
  validateSearch: (search): { q?: string } => words(search.q),
  component: lazyRouteComponent(() => place(import("./organisations/Partners")), "Partners"),
});
const partner = createRoute({
  getParentRoute: () => root,
  path: "/partners/$id",
  component: lazyRouteComponent(() => place(import("./organisations/PartnerRecord")), "PartnerRecord"),
});
const agreements = createRoute({
  getParentRoute: () => root,
  path: "/agreements",
  validateSearch: (search): { q?: string | undefined; status?: Schemas["AgreementStatus"] | undefined } => ({
    ...words(search.q),
    ...oneOf("status", search.status, [
      "draft",
      "signed",
      "in-force",
      "expiring",
      "expired",
      "terminated",
    ] as const),
  }),
  component: lazyRouteComponent(() => place(import("./agreements/Agreements")), "Agreements"),
});
const agreement = createRoute({
  getParentRoute: () => root,
  path: "/agreements/$id",
  component: lazyRouteComponent(() => place(import("./agreements/AgreementRecord")), "AgreementRecord"),
});
const coordination = createRoute({
  getParentRoute: () => root,
  path: "/coordination",
  validateSearch: (search): { tab?: "events" | "tables" | "commitments" } =>
    oneOf("tab", search.tab, ["events", "tables", "commitments"] as const),
  component: lazyRouteComponent(() => place(import("./coordination/Coordination")), "Coordination"),
});
const documents = createRoute({
  getParentRoute: () => root,
  path: "/documents",
  validateSearch: (search): { q?: string } => words(search.q),
  component: lazyRouteComponent(() => place(import("./documents/DocumentSearch")), "DocumentSearch"),
});
const reports = createRoute({
  getParentRoute: () => root,
  path: "/reports",
  component: lazyRouteComponent(() => place(import("./reports/Reports")), "Reports"),
});
const vocabularies = createRoute({
  getParentRoute: () => root,
  path: "/vocabularies",
  validateSearch: (search): { key?: string } => (typeof search.key === "string" ? { key: search.key } : {}),
  component: lazyRouteComponent(() => place(import("./admin/Vocabularies")), "Vocabularies"),
});
const rates = createRoute({
  getParentRoute: () => root,
  path: "/rates",
  component: lazyRouteComponent(() => place(import("./admin/Rates")), "Rates"),
});
const publishing = createRoute({
  getParentRoute: () => root,
  path: "/publishing",
  component: lazyRouteComponent(() => place(import("./publishing/Publishing")), "Publishing"),
});

const tree = root.addChildren([
  home,
  signIn,
  forgot,
  newPassword,
  account,
  administration,
  partnerRecords,
  reconciliation,
  explorer,
  newProject,
  project,
  editProject,
  imports,
  importRecord,
  monitoring,
  monitoringReport,
  partners,
  partner,
  agreements,
  agreement,
  coordination,
  knowledge,
  evaluations,
  evaluation,
  rollup,
  analytics,
  documents,
  reports,
  vocabularies,
  rates,
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
