import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import type { Company } from "@gatehouse/demo";
import { createStore, type Store } from "../store.ts";
import type { Planted } from "./planted.ts";
import { seedCompany } from "./seed-company.ts";

/** An image takes some 22 MB per unit of scale, so that of a large company is not kept. */
const SCALE_MAX = 1;
// The first to copy a database in memory is Node 24.16, and an older one does.
const canCopy = "serialize" in DatabaseSync.prototype;

type Image = { bytes: Uint8Array; planted: Planted };
/** The company that was seeded last or, once one was seeded twice in a row, that one with its image. */
let kept: { digest: string; image?: Image } | undefined;

/**
 * A store that holds the company's records, and where their oddities lie. To write them takes a second, to copy what was written a fiftieth:
 * whoever opens one company's account again and again, as tests do, gets copies from the third account on. A program that opens a single
 * account keeps no image of it.
 */
export function seededStore(company: Company): { store: Store; planted: Planted } {
  if (!canCopy || company.scale > SCALE_MAX) return freshStore(company);
  const digest = createHash("sha256").update(JSON.stringify(company)).digest("base64");
  if (kept?.image && kept.digest === digest) {
    const { bytes, planted } = kept.image;
    return { store: createStore(bytes), planted: structuredClone(planted) };
  }
  const fresh = freshStore(company);
  if (kept?.image) return fresh;
  kept =
    kept?.digest === digest
      ? {
          digest,
          image: { bytes: fresh.store.database.serialize(), planted: structuredClone(fresh.planted) },
        }
      : { digest };
  return fresh;
}

function freshStore(company: Company): { store: Store; planted: Planted } {
  const store = createStore();
  return { store, planted: seedCompany(store, company) };
}
