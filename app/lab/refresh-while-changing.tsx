"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Asks the server again every few seconds for as long as the lab is not ready, while the page is looked at. */
export function RefreshWhileChanging({ changing }: { changing: boolean }) {
  const router = useRouter();

  useEffect(() => {
    if (!changing) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") router.refresh();
    }, 4000);
    return () => clearInterval(timer);
  }, [changing, router]);

  return null;
}
