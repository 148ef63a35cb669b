"use client";

import { useState } from "react";

const key = "composelab.terminal.screen-reader";

/** Whether terminals say their output to screen readers; remembered by the browser. Loaded with the terminal only. */
export function useScreenReaderMode(): [boolean, (on: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(key) === "on");
  return [
    isOn,
    (on) => {
      localStorage.setItem(key, on ? "on" : "off");
      setOn(on);
    },
  ];
}
