import { Button, type ButtonProps } from "@mantine/core";

interface Props extends ButtonProps {
  label: string;
  /** What it is called where several stand on a page. */
  name?: string;
  accept?: string;
  onFile: (file: File) => void;
}

/** A button that asks for a file. */
export function FileButton({ label, name, accept, onFile, ...look }: Props) {
  return (
    <Button component="label" {...look}>
      {label}
      <input
        type="file"
        hidden
        accept={accept}
        aria-label={name ?? label}
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          if (file) onFile(file);
          // The same file, corrected, can be chosen again.
          event.currentTarget.value = "";
        }}
      />
    </Button>
  );
}
