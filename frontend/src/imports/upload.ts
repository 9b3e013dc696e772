import { requestHeaders } from "../api/client";
import { Problem } from "../api/problem";

/**
 * Send a file to be checked and return the import's id; `progress` hears the share sent.
 * XMLHttpRequest, because fetch does not tell how much of a body has gone.
 */
export function upload(file: File, visibility: string, progress: (share: number) => void): Promise<string> {
  const kind = /\.(xlsx|csv)$/i.test(file.name) ? "spreadsheet" : "iati";
  const query = new URLSearchParams({ kind, filename: file.name, visibility });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/v1/imports?${query}`);
    const headers = {
      ...requestHeaders(),
      "Idempotency-Key": crypto.randomUUID(),
      "Content-Type": kind === "iati" ? "application/xml" : "application/octet-stream",
    };
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = (event) => progress(event.loaded / event.total);
    request.onload = () => {
      const body = request.response as { id?: string } | null;
      if (request.status === 202 && body?.id) resolve(body.id);
      else reject(new Problem(request.status, body));
    };
    request.onerror = () => reject(new TypeError("connection lost"));
    request.send(file);
  });
}
