/** What an API error says (RFC 9457), as an exception. */

export interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

interface ProblemBody {
  type?: string;
  title?: string;
  detail?: string;
  request_id?: string;
  errors?: FieldProblem[];
  current?: unknown;
}

export class Problem extends Error {
  readonly status: number;
  /** What kind of problem it is, for programs: `not-found`, `second-factor-required` … */
  readonly code: string;
  readonly title: string;
  readonly fields: FieldProblem[];
  /** The record as it is now, when a change was refused because it was stale (412). */
  readonly current: unknown;

  constructor(status: number, body: unknown) {
    const problem = (body && typeof body === "object" ? body : {}) as ProblemBody;
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.status = status;
    this.code = problem.type?.split(":").at(-1) ?? "";
    this.title = problem.title ?? `HTTP ${status}`;
    this.fields = problem.errors ?? [];
    this.current = problem.current;
  }

  /** The sentences for the fields, by JSON pointer. */
  byPointer(): Record<string, string> {
    return Object.fromEntries(this.fields.map((field) => [field.pointer, field.detail]));
  }
}
