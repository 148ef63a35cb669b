import type { ReactNode } from "react";

type NoticePageProps = { number?: string; title: string; text: string; detail?: string; children: ReactNode };

/** A page that has only one thing to say, and what to do next. */
export function NoticePage({ number, title, text, detail, children }: NoticePageProps) {
  return (
    <main id="main" tabIndex={-1} className="page outline-none">
      <div className="max-w-2xl pt-[12vh] pb-24">
        {number && <p className="font-bold text-6xl text-accent tabular-nums">{number}</p>}
        <h1 className="mt-6 font-bold text-3xl">{title}</h1>
        <p className="mt-4 text-lg text-soft">{text}</p>
        {detail && <p className="mt-2 text-faint text-sm">{detail}</p>}
        <p className="mt-8">{children}</p>
      </div>
    </main>
  );
}
