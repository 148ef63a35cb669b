"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** Scrolls when its content is too large, and only then takes part in the tab order. */
export function ScrollBox({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: ReactNode;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setOverflows(isCut(element)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const region = overflows ? { tabIndex: 0, role: "group", "aria-label": label } : {};
  return (
    <div ref={box} className={`scroll-box ${className ?? ""}`} {...region}>
      {children}
    </div>
  );
}

function isCut(element: Element): boolean {
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
}
