/** Where one can go from every page: address, word, picture, and who may. */

import {
  IconArrowsExchange,
  IconBuildingCommunity,
  IconBulb,
  IconChartBar,
  IconChartSankey,
  IconChecklist,
  IconDatabaseShare,
  IconFileImport,
  IconFiles,
  IconFolders,
  IconHome,
  IconReportAnalytics,
  IconShieldLock,
  IconTags,
  IconUsersGroup,
  IconWritingSign,
  IconZoomCheck,
} from "@tabler/icons-react";

export const PLACES = [
  { to: "/", text: "nav.home", icon: IconHome },
  { to: "/projects", text: "nav.projects", icon: IconFolders },
  { to: "/monitoring", text: "nav.monitoring", icon: IconChecklist },
  { to: "/evaluations", text: "nav.evaluations", icon: IconZoomCheck },
  { to: "/analytics", text: "nav.analytics", icon: IconChartSankey },
  { to: "/rollup", text: "nav.rollup", icon: IconChartBar },
  { to: "/knowledge", text: "nav.knowledge", icon: IconBulb },
  { to: "/partners", text: "nav.partners", icon: IconBuildingCommunity },
  { to: "/agreements", text: "nav.agreements", icon: IconWritingSign },
  { to: "/coordination", text: "nav.coordination", icon: IconUsersGroup },
  { to: "/documents", text: "nav.documents", icon: IconFiles },
  { to: "/imports", text: "nav.imports", icon: IconFileImport, action: "imports:write" },
  {
    to: "/partner-records",
    text: "nav.partnerRecords",
    icon: IconArrowsExchange,
    action: "partner-records:read",
  },
  { to: "/reports", text: "nav.reports", icon: IconReportAnalytics },
  { to: "/vocabularies", text: "nav.vocabularies", icon: IconTags, also: "/rates" },
  { to: "/publishing", text: "nav.publishing", icon: IconDatabaseShare },
  { to: "/admin", text: "nav.admin", icon: IconShieldLock, action: "accounts:write" },
] as const;

/** Whether a path is at a place or behind it. */
export function isAt(place: (typeof PLACES)[number], path: string): boolean {
  if (place.to === "/") return path === "/";
  return path === place.to || path.startsWith(`${place.to}/`) || ("also" in place && path === place.also);
}
