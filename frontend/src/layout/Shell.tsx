import { ActionIcon, Burger, Group, Text, useMantineColorScheme } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import {
  IconApi,
  IconLogin2,
  IconLogout,
  IconMoonStars,
  IconSearch,
  IconUserCircle,
} from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import { api, setCsrfToken } from "../api/client";
import { changeLanguage, LANGUAGES, type Language, loadWorkTexts } from "../i18n";
import { useTranslation } from "../i18n/useTranslation";
import { useSession, useSessionEnded } from "../session/useSession";
import { AnchorLink, ButtonLink, NavItem } from "../shared/links";
import { NavLinkOutside } from "./NavLinkOutside";
import "./shell.css";
import { isAt, PLACES } from "./places";

// Neither is part of the first page.
const Bell = lazy(async () => ({ default: (await import("./own")).Bell }));
const SessionEnded = lazy(async () => ({ default: (await import("./own")).SessionEnded }));
const loadPalette = async () => {
  await loadWorkTexts();
  return { default: (await import("../palette/Palette")).Palette };
};
const Palette = lazy(loadPalette);
const LANGUAGE_NAMES = { es: "Español", en: "English", de: "Deutsch" };

/** The frame of every page: where one can go, who is signed in, language and light. */
export function Shell() {
  const { t } = useTranslation();
  const [opened, { toggle, close }] = useDisclosure();
  const { may } = useSession();
  const ended = useSessionEnded();
  const path = useLocation({ select: (location) => location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: closing the menu is the answer to a new address
  useEffect(close, [path]);
  return (
    <>
      <a className="skip-link" href="#main">
        {t("nav.skip")}
      </a>
      <header className="shell-header">
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t("nav.menu")} />
            <AnchorLink to="/" underline="never" c="inherit" aria-label="Milpa">
              <Group gap={8} wrap="nowrap">
                <img src="/icon.svg" width={28} height={28} alt="" />
                <Text fw={700} size="lg" visibleFrom="xs">
                  Milpa
                </Text>
              </Group>
            </AnchorLink>
          </Group>
          <Group gap={4} wrap="nowrap">
            <PaletteButton />
            <LanguageSelect />
            <SchemeButton />
            <Account />
          </Group>
        </Group>
      </header>
      <nav className="shell-nav" aria-label={t("nav.label")} data-opened={opened}>
        {PLACES.map((place) =>
          "action" in place && !may(place.action) ? null : (
            <NavItem
              key={place.to}
              to={place.to}
              label={t(place.text)}
              leftSection={<place.icon size={18} aria-hidden />}
              active={isAt(place, path)}
            />
          ),
        )}
        <NavLinkOutside href="/docs" label={t("nav.api")} icon={<IconApi size={18} aria-hidden />} />
      </nav>
      <div className="shell-body">
        <main className="shell-page" id="main" tabIndex={-1}>
          <Outlet />
        </main>
        <footer className="shell-footer">
          {t("nav.licence")}{" "}
          <a href="https://creativecommons.org/licenses/by/4.0/" rel="license noreferrer" target="_blank">
            CC BY 4.0
          </a>
          {" · "}
          <AnchorLink to="/publishing" inherit underline="always">
            {t("nav.publishing")}
          </AnchorLink>
        </footer>
      </div>
      {ended && (
        <Suspense>
          <SessionEnded />
        </Suspense>
      )}
    </>
  );
}

/** Ctrl-K, or the glass, opens the field that leads anywhere. */
function PaletteButton() {
  const { t } = useTranslation();
  const [wanted, { open, close }] = useDisclosure();
  const { session } = useSession();
  const working = Boolean(session?.subject);
  useEffect(() => {
    // It opens over whatever is being written: it must not be missing then because of a newer build.
    if (!working) return;
    const timer = window.setTimeout(() => void loadPalette().catch(() => undefined), 3000);
    return () => window.clearTimeout(timer);
  }, [working]);
  useHotkeys([["mod+K", open]], []);
  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("nav.palette")}
        title={`${t("nav.palette")} (Ctrl K)`}
        onClick={open}
      >
        <IconSearch size={20} aria-hidden />
      </ActionIcon>
      {wanted && (
        <Suspense>
          <Palette onClose={close} />
        </Suspense>
      )}
    </>
  );
}

function LanguageSelect() {
  const { t, i18n } = useTranslation();
  return (
    // The platform's own select: it costs the first page nothing.
    <select
      className="language"
      aria-label={t("nav.language")}
      value={i18n.resolvedLanguage ?? "es"}
      onChange={(event) => void changeLanguage(event.currentTarget.value as Language)}
    >
      {LANGUAGES.map((language) => (
        <option key={language} value={language} lang={language}>
          {LANGUAGE_NAMES[language]}
        </option>
      ))}
    </select>
  );
}

function SchemeButton() {
  const { t } = useTranslation();
  const { toggleColorScheme } = useMantineColorScheme();
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={t("nav.scheme")}
      title={t("nav.scheme")}
      onClick={toggleColorScheme}
    >
      <IconMoonStars size={20} aria-hidden />
    </ActionIcon>
  );
}

function Account() {
  const { t } = useTranslation();
  const { session } = useSession();
  const queries = useQueryClient();
  const router = useRouter();
  const href = useLocation({ select: (location) => location.href });
  if (!session?.subject) {
    return (
      <ButtonLink
        to="/sign-in"
        search={href.startsWith("/sign-in") ? {} : { next: href }}
        size="xs"
        aria-label={t("session.signIn")}
        style={{ flexShrink: 0 }}
      >
        <IconLogin2 size={16} aria-hidden />
        <Text span inherit ml={8} visibleFrom="xs">
          {t("session.signIn")}
        </Text>
      </ButtonLink>
    );
  }
  const signOut = async () => {
    await api.DELETE("/api/v1/session");
    setCsrfToken(null);
    queries.clear();
    await router.navigate({ to: "/" });
    await router.invalidate();
  };
  return (
    <Group gap={4} wrap="nowrap">
      <Suspense fallback={<ActionIcon variant="subtle" size="lg" disabled aria-hidden />}>
        <Bell />
      </Suspense>
      <AnchorLink
        to="/account"
        size="sm"
        title={t(`roles.${session.role as "analyst"}`)}
        className="own-account"
      >
        <IconUserCircle size={20} aria-hidden />
        <span>{session.name}</span>
      </AnchorLink>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t("session.signOut")}
        title={t("session.signOut")}
        onClick={() => void signOut()}
      >
        <IconLogout size={20} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
