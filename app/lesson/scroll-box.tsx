"use client";

import { type ReactNode, useEffect, useRef, useState } from "react";

/** Scrolls sideways when its content is too wide, and only then takes part in the tab order. */
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
    const observer = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth + 1));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const region = overflows ? { tabIndex: 0, role: "group", "aria-label": label } : {};
  return (
    <div ref={box} className={className} style={{ overflowX: "auto" }} {...region}>
      {children}
    </div>
  );
}
