"use client";

import { type ReactNode, useId, useLayoutEffect, useRef } from "react";

type ChoiceDialogProps = {
  title: string;
  text: string;
  mine: string;
  theirs: string;
  onChoice: (keep: "mine" | "theirs") => void;
  /** What the two versions are. */
  children: ReactNode;
};

/** Asks which of two versions holds: only the person can say. */
export function ChoiceDialog({ title, text, mine, theirs, onChoice, children }: ChoiceDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // Closed before it is taken out of the page, or the focus would not go back to where the person was.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);

  return (
    // Leaving without a choice would lose one of the two.
    <dialog
      ref={dialog}
      className="dialog conflict"
      aria-labelledby={heading}
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id={heading} className="font-bold text-xl">
        {title}
      </h2>
      <p className="mt-3">{text}</p>
      {children}
      <p className="mt-5 flex flex-wrap gap-3">
        <button type="button" className="button" data-kind="primary" onClick={() => onChoice("mine")}>
          {mine}
        </button>
        <button type="button" className="button" onClick={() => onChoice("theirs")}>
          {theirs}
        </button>
      </p>
    </dialog>
  );
}
