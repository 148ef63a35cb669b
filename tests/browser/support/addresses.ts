/** Addresses of the course's first session, without the language. */
export const session = "/week-2/day-1/session-6";
export const lesson = `${session}/architecture`;
export const secondLesson = `${session}/start-order`;
export const exercise = "/exercises/healthy-before-start";

export const pages = [
  { name: "home", path: "" },
  { name: "session", path: session },
  { name: "lesson", path: lesson },
  { name: "exercise", path: exercise },
  { name: "glossary", path: "/glossary" },
  { name: "design", path: "/design" },
  { name: "missing", path: "/no/such/page" },
];

export const languages = ["ko", "en"] as const;
export const themes = ["light", "dark"] as const;
