import { queryOptions, useQuery } from "@tanstack/react-query";
import { api, type Schemas, setCsrfToken, unwrap } from "../api/client";

export type Session = Schemas["SessionOut"];

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const session = await unwrap(api.GET("/api/v1/session"));
    setCsrfToken(session.csrf_token);
    return session;
  },
  staleTime: 60_000,
});

/** Who is signed in and what they may do; nobody until it is known. */
export function useSession(): { session: Session | undefined; may: (action: string) => boolean } {
  const { data } = useQuery(sessionQuery);
  return { session: data, may: (action) => data?.actions[action] !== undefined };
}
