import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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

const gateway = process.env.MILPA_GATEWAY ?? "http://127.0.0.1:8080";

export default defineConfig({
  plugins: [react(), apiDocuments()],
  build: { target: "es2022", sourcemap: false },
  server: { proxy: { "/api": gateway, "/oauth": gateway, "/healthz": gateway, "/docs": gateway } },
  test: { environment: "jsdom" },
});
