import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vitest/config";

// Nothing is inlined and nothing comes from another host: the server's content policy allows files of its own only.
export default defineConfig({
  plugins: [vue()],
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: true, chunkSizeWarningLimit: 600 },
  server: { proxy: { "/api": { target: "http://127.0.0.1:8000", ws: true } } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
