import { Anchor, Modal, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "../i18n/useTranslation";
import { SignInForm } from "./SignInForm";
import { resume, useSession } from "./useSession";

/** Lets a person whose session ended sign in over the page, which keeps all that is written in it. */
export function SessionEnded() {
  const { t } = useTranslation();
  const { session } = useSession();
  const queries = useQueryClient();
  return (
    // Put together here because the library's own head is a second banner of the page.
    <Modal.Root
      opened
      onClose={() => undefined}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={400}
    >
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body pt="md">
          <Stack>
            <Modal.Title fw={600}>{t("session.ended")}</Modal.Title>
            <Text size="sm">{t("session.endedHint", { name: session?.name ?? "" })}</Text>
            <SignInForm onSignedIn={(opened) => resume(queries, opened)}>
              {session?.external_sign_in && (
                <Anchor href="/oauth/login" target="_blank" rel="noreferrer" size="sm">
                  {t("session.externalTab", { name: session.external_sign_in })}
                </Anchor>
              )}
            </SignInForm>
          </Stack>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
