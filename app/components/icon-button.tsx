import type { ComponentProps } from "react";

type IconButtonProps = Omit<ComponentProps<"button">, "type" | "className" | "aria-label"> & {
  /** Its name, and its tip unless `title` says more. */
  label: string;
};

/** A small button with nothing but an icon. */
export function IconButton({ label, title = label, ...rest }: IconButtonProps) {
  return <button type="button" className="icon-button" aria-label={label} title={title} {...rest} />;
}
