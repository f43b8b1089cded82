import type { Company } from "@gatehouse/demo";
import type { Store } from "../store.ts";
import { seedPendingOrders } from "./pending-orders.ts";
import { emptyPlanted, type Planted } from "./planted.ts";
import { seedActivities } from "./seed-activities.ts";
import { seedBills } from "./seed-bills.ts";
import { seedEntities } from "./seed-entities.ts";
import { seedExpenseReports } from "./seed-expenses.ts";
import { seedInvoices } from "./seed-invoices.ts";
import { seedJobs } from "./seed-jobs.ts";
import { seedLists } from "./seed-lists.ts";
import { seedOrders } from "./seed-orders.ts";
import { seedReceipts } from "./seed-receipts.ts";
import { seedTasks } from "./seed-tasks.ts";
import { seedTimeBills } from "./seed-time.ts";
import { createSeeding } from "./seeding.ts";
import { createTransactionWriter } from "./transaction-writer.ts";

/** Fills an empty store with the company's two years in the ERP, the same every time, and tells where the oddities lie. */
export function seedCompany(store: Store, company: Company): Planted {
  const planted = emptyPlanted();
  store.seed((insert) => {
    const seeding = createSeeding(company, planted, insert);
    const writer = createTransactionWriter(seeding);
    seedLists(seeding);
    seedEntities(seeding);
    seedPendingOrders(seeding, writer);
    const orders = seedOrders(seeding, writer);
    seedReceipts(seeding, writer, orders);
    seedBills(seeding, writer, orders);
    seedInvoices(seeding, writer);
    seedExpenseReports(seeding, writer);
    seedJobs(seeding);
    seedTimeBills(seeding, seedTasks(seeding));
    seedActivities(seeding);
  });
  return planted;
}
