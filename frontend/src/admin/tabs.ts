/** The parts of administration, in the order they are shown. */
export const ADMIN_TABS = [
  "accounts",
  "clients",
  "systems",
  "webhooks",
  "jobs",
  "audit",
  "sign-ins",
] as const;

export type AdminTab = (typeof ADMIN_TABS)[number];
