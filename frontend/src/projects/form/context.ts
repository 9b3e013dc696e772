import { createContext, useContext } from "react";
import type { Draft } from "./draft";

interface FormState {
  draft: Draft;
  set: <Name extends keyof Draft>(name: Name, value: Draft[Name]) => void;
  /** The API's sentences by JSON pointer. */
  errors: Record<string, string>;
  /** Past the draft a project moves through its stages elsewhere, with conditions. */
  stageFixed: boolean;
  /** The language of the texts being typed, apart from the interface's. */
  language: string;
}

export const FormContext = createContext<FormState | null>(null);

export function useForm(): FormState {
  const state = useContext(FormContext);
  if (!state) throw new Error("Used outside of the project form");
  return state;
}

/** An input's id and error by its JSON pointer, so that the summary of errors can lead to it. */
export function useField(pointer: string): { id: string; error: string | undefined } {
  const { errors } = useForm();
  return { id: `field${pointer}`, error: errors[pointer] };
}
