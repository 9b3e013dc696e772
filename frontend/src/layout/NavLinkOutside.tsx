import { NavLink } from "@mantine/core";
import type { ReactNode } from "react";

/** A link of the navigation to a page that is not the application's own. */
export function NavLinkOutside({ href, label, icon }: { href: string; label: string; icon: ReactNode }) {
  return <NavLink component="a" href={href} label={label} leftSection={icon} />;
}
