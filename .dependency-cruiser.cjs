/** The direction of the house: content is data, lib knows nobody, app and sandbox-runner never meet. */
module.exports = {
  forbidden: [
    {
      name: "lib-knows-nobody",
      comment: "lib/ is shared by browser, web and runner: it may not know any of them.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^(app|sandbox-runner|cli|setup|tests)/|^server\\.ts$" },
    },
    {
      name: "lib-knows-no-framework",
      comment:
        "lib/ must work in the runner and on the command line, where there is no Next and no engine client.",
      severity: "error",
      from: { path: "^lib/" },
      to: { path: "^node_modules/(next|dockerode)/" },
    },
    {
      name: "app-and-runner-never-meet",
      comment:
        "They meet in the database and on the runner's port only, so that each can be on its own machine.",
      severity: "error",
      from: { path: "^(app/|server\\.ts$)" },
      to: { path: "^(sandbox-runner|cli|setup)/" },
    },
    {
      name: "runner-does-not-know-the-site",
      severity: "error",
      from: { path: "^sandbox-runner/" },
      to: { path: "^(app|cli|setup)/|^server\\.ts$" },
    },
    {
      name: "nobody-imports-tests",
      severity: "error",
      from: { pathNot: "^tests/" },
      to: { path: "^tests/" },
    },
    {
      name: "gate-decisions-are-pure",
      comment: "What the gate decides is a function of its input: no engine, no files, no clock.",
      severity: "error",
      from: { path: "^sandbox-runner/gate/objects/" },
      to: { path: "^sandbox-runner/(?!gate/objects/)|^(node:)?(fs|net|http|child_process)" },
    },
    {
      name: "no-circles",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { pathNot: "node_modules" } },
    },
    {
      name: "no-lost-imports",
      severity: "error",
      from: {},
      // Packages of types alone have nothing to resolve to.
      to: { couldNotResolve: true, pathNot: "^(mdast|hast)$" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.next|content|docs)/|next-env" },
    tsPreCompilationDeps: true,
    parser: "swc",
    enhancedResolveOptions: {
      extensions: [".ts", ".tsx", ".mjs", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
    },
  },
};
