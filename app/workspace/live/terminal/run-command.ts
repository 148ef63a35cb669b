import { createContext, useContext } from "react";

/** Types a command into a terminal of the sandbox and runs it. */
export type RunCommand = (command: string) => void;

const RunCommandContext = createContext<RunCommand | undefined>(undefined);

export const RunCommandProvider = RunCommandContext.Provider;

/** Undefined while there is no sandbox in which anything could be run. */
export function useRunCommand(): RunCommand | undefined {
  return useContext(RunCommandContext);
}
