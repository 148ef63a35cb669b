/** A place in one of the student's files that a verdict points at. Lines and columns count from 1. */
export type Place = { file: string; line: number; column: number };
