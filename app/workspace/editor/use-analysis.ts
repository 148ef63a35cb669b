"use client";

import { useEffect, useState } from "react";
import { diagnose } from "../../../lib/compose/diagnose.ts";
import { composeModel } from "../../../lib/compose/model.ts";
import { type Topology, topology } from "../../../lib/compose/topology.ts";
import type { Diagnostic, WorkspaceFile } from "../../../lib/compose/types.ts";

export type Analysis = {
  diagnostics: Diagnostic[];
  /** The last stack that could be read. */
  topology: Topology | undefined;
  /** The file as it is now cannot be read; the topology is an older one. */
  stale: boolean;
};

const pause = 200;

/** What can be said of the files without an engine, a moment after the last key. */
export function useAnalysis(files: WorkspaceFile[] | undefined): Analysis {
  const [analysis, setAnalysis] = useState<Analysis>({ diagnostics: [], topology: undefined, stale: false });

  useEffect(() => {
    if (!files) return;
    const timer = setTimeout(() => {
      const diagnostics = diagnose(files, { missingFilesKnown: true });
      const model = composeModel(files);
      const drawn = model && model.services.length > 0 ? topology(model) : undefined;
      setAnalysis((last) => ({
        diagnostics,
        topology: drawn ?? last.topology,
        stale: drawn === undefined && last.topology !== undefined,
      }));
    }, pause);
    return () => clearTimeout(timer);
  }, [files]);

  return analysis;
}
