import { type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, type Schemas, setCsrfToken, unwrap } from "../api/client";
import { Problem } from "../api/problem";

export type Session = Schemas["SessionOut"];

const KEY = ["session"] as const;
const ENDED = ["session-ended"] as const;
const OWN: readonly unknown[] = [KEY[0], ENDED[0]];

export const sessionQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ client }) => {
    const session = await unwrap(api.GET("/api/v1/session"));
    const known = client.getQueryData<Session>(KEY);
    const ended = Boolean(known?.subject) && !session.subject;
    client.setQueryData(ENDED, ended);
    // The page stays as it was, with all that is written in it, until its person has signed in again.
    if (known && ended) return known;
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: 60_000,
  refetchOnWindowFocus: "always",
});

/** Who is signed in and what they may do; nobody until it is known. */
export function useSession(): { session: Session | undefined; may: (action: string) => boolean } {
  const { data } = useQuery(sessionQuery);
  return { session: data, may: (action) => data?.actions[action] !== undefined };
}

/** Whether the session that this page was opened in is over, though nobody signed out here. */
export function useSessionEnded(): boolean {
  const { data } = useQuery({ queryKey: ENDED, queryFn: () => false, enabled: false });
  return data ?? false;
}

/** Go on in the page with a session opened anew; what was refused meanwhile is asked for again. */
export function resume(queries: QueryClient, opened: Session): void {
  if (queries.getQueryData<Session>(KEY)?.subject !== opened.subject) {
    // Somebody else: nothing of the other's page is theirs.
    window.location.assign("/");
    return;
  }
  queries.setQueryData(KEY, opened);
  queries.setQueryData(ENDED, false);
  void queries.invalidateQueries({ predicate: ({ queryKey }) => !OWN.includes(queryKey[0]) });
}

/** After a refusal: find out whether the session is over. */
export function doubtSession(queries: QueryClient, error: unknown): void {
  const refused = error instanceof Problem && [401, 403, 404].includes(error.status);
  if (refused && queries.getQueryData<Session>(KEY)?.subject)
    void queries.invalidateQueries({ queryKey: KEY });
}
