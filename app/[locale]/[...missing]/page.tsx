import { notFound } from "next/navigation";
import { requireLocale } from "../../i18n/require-locale.ts";

/** Every address that no other page answers, so that its 404 speaks the reader's language. */
export default async function MissingPage({ params }: { params: Promise<{ locale: string }> }) {
  requireLocale((await params).locale);
  notFound();
}
