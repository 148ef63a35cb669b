import { notFound } from "next/navigation";

/** Every address that no other page answers, so that its 404 speaks the reader's language. */
export default function MissingPage(): never {
  notFound();
}
