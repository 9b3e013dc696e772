/** Mantine's components as links of the router. */

import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  NavLink,
  type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithoutRef, forwardRef } from "react";

type A = ComponentPropsWithoutRef<"a">;

export const AnchorLink = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & Omit<A, keyof AnchorProps>>((props, ref) => (
    <Anchor ref={ref} {...props} />
  )),
);
export const ButtonLink = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Omit<A, keyof ButtonProps>>((props, ref) => (
    <Button component="a" ref={ref} {...props} />
  )),
);
export const NavItem = createLink(
  forwardRef<HTMLAnchorElement, NavLinkProps & Omit<A, keyof NavLinkProps>>((props, ref) => (
    <NavLink component="a" ref={ref} {...props} />
  )),
);
