import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const swaggerFiles = ["swagger-ui-bundle.js", "swagger-ui.css"];

/** Copies Swagger UI beside the page in public/docs, so that the API documents need no other server. */
function apiDocuments(): Plugin {
  return {
    name: "api-documents",
    apply: "build",
    async closeBundle() {
      const source = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
      await Promise.all(swaggerFiles.map((file) => cp(join(source, file), join("dist/docs", file))));
    },
  };
}

// What every page needs, in one file: together it compresses better than in thirty.
const PACKAGES = "react|react-dom|scheduler|i18next|react-i18next|openapi-fetch|clsx|use-sync-external-store";
const TANSTACK = "@tanstack/(?:react-router|router-core|history|react-query|query-core|store|react-store)";
const MANTINE =
  "@mantine/(?:hooks/esm/(?:use-id|use-media-query|use-isomorphic-effect|use-disclosure|use-hotkeys|utils)|core/esm/(?:core|components/(?:ActionIcon|Alert|Anchor|Badge|Burger|Button|Card|CloseButton|Group|Loader|NavLink|Paper|Progress|SimpleGrid|Skeleton|Stack|Text|Title|UnstyledButton|VisuallyHidden|Collapse|Transition)))";
const FIRST = new RegExp(`node_modules/(?:${PACKAGES}|${TANSTACK}|${MANTINE})/`);
const COMPRESSED = /\.(js|css|html|svg|json)$/;

/** Compresses what was built once, so that the gateway need not at every request. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    enforce: "post",
    async closeBundle() {
      for (const file of await readdir("dist", { recursive: true })) {
        if (!COMPRESSED.test(file)) continue;
        const content = await readFile(join("dist", file));
        const small = brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
        await writeFile(join("dist", `${file}.br`), small);
        await writeFile(join("dist", `${file}.gz`), gzipSync(content, { level: 9 }));
      }
    },
  };
}

const gateway = process.env.MILPA_GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), apiDocuments(), compressed()],
  build: {
    target: "es2022",
    sourcemap: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "first", test: FIRST }] } } },
  },
  server: { proxy: { "/api": gateway, "/oauth": gateway, "/healthz": gateway, "/docs": gateway } },
  test: { environment: "jsdom" },
});
