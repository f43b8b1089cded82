import {
  addDays,
  contractOrders,
  createRandom,
  type DocumentContent,
  equipmentSubsidiaryId,
  orderNumber,
  type Project,
  soundVendors,
  type Vendor,
} from "@gatehouse/demo";
import { cycle, projectFolder, type Seeding } from "./seeding.ts";

/** What a contract document says: with whom, for how much and, where the ERP holds one, for which order. */
export type Contract = {
  project: Project;
  vendor: Vendor;
  amount: number;
  /** Number of the ERP's purchase order of the same amount; only some contracts have one. */
  order?: string;
};

/** The order of whose contract there are two final versions, only one of them with the order's sum. */
export const doubledOrder = orderNumber(0);

/** One contract per active project. Some repeat what the ERP's orders say: project, vendor and sum. */
export function contracts({ company }: Pick<Seeding, "company">): Contract[] {
  const orders = new Map(contractOrders(company).map((order) => [order.project.id, order]));
  const random = createRandom("sharepoint contracts");
  return company.projects
    .filter(({ stage }) => stage === "active")
    .map((project, index): Contract => {
      const drawn = Math.round(random.amount(60_000, 900_000));
      const order = orders.get(project.id);
      if (order) return { project, vendor: order.vendor, amount: order.amount, order: order.number };
      const vendor = cycle(soundVendors(company, project.subsidiaryId), 7 + index * 3);
      return { project, vendor, amount: drawn };
    });
}

/** 318400 as `318,400.00`. */
export const money = (amount: number): string =>
  amount.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const contractName = ({ project }: Pick<Contract, "project">): string =>
  `Contract ${project.number}.docx`;

/** Where the `Contract` folder of an active project stands in its library. */
export const contractFolder = ({ large }: Seeding, project: Project): string =>
  large.includes(project) ? "Contract" : `${projectFolder(project)}/Contract`;

export function contractPlan(seeding: Seeding, contract: Contract, note = ""): DocumentContent {
  const { project, vendor, amount, order } = contract;
  const customer = seeding.company.customers.find(({ id }) => id === project.customerId);
  const currency = project.subsidiaryId === equipmentSubsidiaryId ? "CAD" : "USD";
  const parts = [0.55, 0.3, 0.15].map((share) => Math.round(amount * share * 100) / 100);
  parts[2] = Math.round((amount - (parts[0] ?? 0) - (parts[1] ?? 0)) * 100) / 100;
  return {
    title: `Subcontract for ${project.number} ${project.name}`,
    sections: [
      {
        heading: "1 Parties",
        paragraphs: [
          `Between ${seeding.company.name} as contractor and ${vendor.name} (vendor ${vendor.number}) as subcontractor.`,
          `Owner of the work is ${customer?.name ?? "the customer"}. ${note}`.trim(),
        ],
      },
      {
        heading: "2 Contract sum",
        paragraphs: [
          `The contract sum is ${currency} ${money(amount)}.`,
          order
            ? `It is ordered by purchase order ${order}.`
            : "Purchase orders are released by work package.",
        ],
        table: [
          ["Part", `Amount ${currency}`],
          ["Labor", money(parts[0] ?? 0)],
          ["Materials", money(parts[1] ?? 0)],
          ["Equipment and other", money(parts[2] ?? 0)],
          ["Sum", money(amount)],
        ],
      },
      {
        heading: "3 Time",
        paragraphs: [
          `Work starts on ${project.startDate} and is to be complete by ${project.baselineEndDate}.`,
          `Liquidated damages are ${currency} 1,500.00 per calendar day after ${addDays(project.baselineEndDate, 14)}.`,
        ],
      },
      {
        heading: "4 Payment and retainage",
        paragraphs: [
          `Invoices are paid ${vendor.paymentTerms} after approval. Ten percent are retained until final acceptance.`,
        ],
      },
      {
        heading: "5 Insurance",
        paragraphs: [
          `The subcontractor keeps general liability insurance of ${currency} 2,000,000.00 and hands in a certificate before coming to site.`,
        ],
      },
    ],
  };
}
