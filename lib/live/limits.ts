/** What page, site and runner keep to. Sizes are bytes. */
export const liveLimits = {
  terminals: 8,
  /** Blocks of a lesson whose output can still be read. */
  runs: 24,
  /** Files up to this size are shown and edited in the page; larger ones are listed. */
  editableBytes: 256 * 1024,
  /** What the tree shows at most. */
  listedFiles: 1000,
  uploadBytes: 16 * 1024 * 1024,
  archiveBytes: 32 * 1024 * 1024,
  archiveFiles: 1000,
  /** Output that a page may be behind before its terminal waits for it. */
  windowBytes: 256 * 1024,
  /** Output that is kept of a terminal. */
  scrollbackBytes: 1024 * 1024,
} as const;

/** Close codes of the WebSockets, besides the standard ones. */
export const closeCodes = {
  /** There is no such sandbox any more: ask for the status. */
  gone: 4404,
  /** The page did not take its output for long; connect again from where it is. */
  slow: 4408,
  /** What was said is not of this protocol. */
  malformed: 4400,
  /** The runner is stopping: connect again. */
  restarting: 4503,
} as const;

/** What a reader may write instead of a lesson's files: how many, and characters of each. */
export const editLimits = { files: 20, characters: 64 * 1024 } as const;
