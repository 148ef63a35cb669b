import Link from "next/link";
import { Fragment } from "react";

export type Crumb = { text: string; href?: string };

/** The running head of a page: where in the course it stands. */
export function Breadcrumb({ crumbs, label }: { crumbs: Crumb[]; label: string }) {
  return (
    <nav aria-label={label} className="eyebrow">
      <ol className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
        {crumbs.map((crumb, index) => (
          <Fragment key={crumb.text}>
            {index > 0 && (
              <li aria-hidden className="text-rule-strong">
                /
              </li>
            )}
            <li>
              {crumb.href ? (
                <Link href={crumb.href} className="quiet-link text-faint">
                  {crumb.text}
                </Link>
              ) : (
                crumb.text
              )}
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  );
}
