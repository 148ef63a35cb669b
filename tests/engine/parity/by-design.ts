/**
 * Where the gate is meant to differ from a bare engine. Everything else that differs is a fault of the gate.
 * Both sides' outputs are rewritten by these before they are compared.
 */
export const byDesign: { why: string; pattern: RegExp; replacement: string }[] = [];
