"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { pathProblem } from "./path-problem.ts";

type PathFormProps = {
  label: string;
  submit: string;
  initial?: string;
  placeholder?: string;
  /** Paths of files: nothing new can stand there, below or above. */
  taken: string[];
  onPath: (path: string) => void;
  onCancel: () => void;
};

/** Asks for a path in the workspace, and says beside the field why one will not do. */
export function PathForm({
  label,
  submit,
  initial = "",
  placeholder,
  taken,
  onPath,
  onCancel,
}: PathFormProps) {
  const t = useTranslations("editor");
  const id = useId();
  const [path, setPath] = useState(initial);
  const [problem, setProblem] = useState<string>();
  return (
    <form
      className="bar"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = path.trim();
        const found = pathProblem(wanted, taken);
        if (found) setProblem(t(found));
        else onPath(wanted);
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onCancel();
      }}
    >
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="field"
        // biome-ignore lint/a11y/noAutofocus: the field appears because its button was pressed.
        autoFocus
        value={path}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? `${id}-problem` : undefined}
        onChange={(event) => setPath(event.target.value)}
      />
      <button type="submit" className="button" data-size="small">
        {submit}
      </button>
      {problem && (
        <p id={`${id}-problem`} className="basis-full text-bad text-sm">
          {problem}
        </p>
      )}
    </form>
  );
}
