import type { Database } from "../../store/database.ts";

/** Finds people without ever making one. */
export interface KnownPeople {
  /** The id of the active person whom this issuer calls so. */
  findActive(issuer: string, subject: string): Promise<string | undefined>;
}

export const knownPeople = ({ pool }: Pick<Database, "pool">): KnownPeople => ({
  async findActive(issuer, subject) {
    const { rows } = await pool.query<{ id: string }>(
      "select id from person where issuer = $1 and subject = $2 and active",
      [issuer, subject],
    );
    return rows[0]?.id;
  },
});
