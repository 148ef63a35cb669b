import { refuse } from "./refusal.ts";

/** What the engine's default set leaves in lab containers: what entrypoints of ordinary images need. */
const kept = [
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "NET_BIND_SERVICE",
  "SETGID",
  "SETPCAP",
  "SETUID",
];
/** What no lab container has: raw packets, device nodes, file capabilities, the kernel's audit log, chroot. */
const dropped = ["AUDIT_WRITE", "MKNOD", "NET_RAW", "SETFCAP", "SYS_CHROOT"];

/** Capabilities can only be given up; adding one that lab containers have anyway changes nothing and is let be. */
export function decideCapabilities(add: string[], drop: string[]): { CapAdd: string[]; CapDrop: string[] } {
  for (const name of add) {
    if (!kept.includes(bare(name))) throw refuse("capability", { capability: name });
  }
  for (const name of drop) {
    if (!/^(CAP_)?[A-Z_]{2,40}$/i.test(name)) throw refuse("capability", { capability: name });
  }
  return { CapAdd: add.map(bare), CapDrop: [...new Set([...drop.map(bare), ...dropped])] };
}

function bare(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, "");
}

const noNewPrivileges = /^no-new-privileges(?:[:=]true)?$/;

/** Lab containers never gain privileges; every other security option would loosen something. */
export function decideSecurityOptions(options: string[]): string[] {
  for (const option of options) {
    if (!noNewPrivileges.test(option)) throw refuse("security-option", { option });
  }
  return ["no-new-privileges:true"];
}
