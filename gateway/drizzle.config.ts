import { defineConfig } from "drizzle-kit";

// `drizzle-kit generate` compares these tables with the last snapshot and writes the next migration. Triggers are
// beyond it: they live in custom migrations, made with `drizzle-kit generate --custom`.
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/**/schema.ts",
  out: "./migrations",
});
