import type { Company } from "@gatehouse/demo";
import type { Store } from "../store.ts";
import { emptyPlanted, type Planted } from "./planted.ts";
import { seedFiles } from "./seed-files.ts";
import { seedGoals } from "./seed-goals.ts";
import { seedHiring } from "./seed-hiring.ts";
import { seedHistories } from "./seed-histories.ts";
import { seedLists } from "./seed-lists.ts";
import { seedPeople } from "./seed-people.ts";
import { seedTables } from "./seed-tables.ts";
import { seedTimeOff } from "./seed-time-off.ts";
import { seedUsers } from "./seed-users.ts";
import { createSeeding } from "./seeding.ts";

/** Fills an empty store with the company's people, the same every time, and tells where the oddities lie. */
export function seedCompany(store: Store, company: Company): Planted {
  const planted = emptyPlanted();
  const seeding = createSeeding(company, store, planted);
  seedPeople(seeding);
  seedLists(seeding);
  seedHistories(seeding);
  seedTables(seeding);
  seedUsers(seeding);
  seedTimeOff(seeding);
  seedFiles(seeding);
  seedGoals(seeding);
  seedHiring(seeding);
  return planted;
}
