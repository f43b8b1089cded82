/** The version that clients, metrics and `gatehouse --version` show; the same as in package.json, which a test compares. */
export const version = "0.1.0";
