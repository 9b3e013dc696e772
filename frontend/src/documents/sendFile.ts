import { api, requestHeaders, type Schemas, unwrap } from "../api/client";
import { Problem } from "../api/problem";

/** Send a document's file; the answer is the document with its versions, the newest first. */
export async function sendFile(document: string, file: File): Promise<Schemas["DocumentOut"]> {
  const query = new URLSearchParams({ filename: file.name });
  const answer = await fetch(`/api/v1/documents/${document}/versions?${query}`, {
    method: "POST",
    headers: { ...requestHeaders(), "Content-Type": "application/octet-stream" },
    body: file,
  });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Problem(answer.status, body);
  return body as Schemas["DocumentOut"];
}

/** Register a file as a document of a project and send it; returns the address of its content. */
export async function uploadEvidence(project: string, file: File, language: string): Promise<string> {
  const document = await unwrap(
    api.POST("/api/v1/documents", {
      body: { project_id: project, title: { [language]: file.name }, visibility: "internal", url: null },
    }),
  );
  const sent = await sendFile(document.id, file);
  return sent.versions[0]?.file ?? `/api/v1/documents/${document.id}`;
}
