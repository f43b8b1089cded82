import { hash } from "node:crypto";

/** How secrets that serve as ids are stored: SHA-256, base64url. They are long and random, so no salt is needed. */
export const hashId = (id: string): string => hash("sha256", id, "base64url");
