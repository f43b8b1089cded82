import type { Company, Project, Vendor } from "./company.ts";

/** A purchase order of the ERP that a signed contract repeats: the same vendor, project and sum. */
export type ContractOrder = { number: string; project: Project; vendor: Vendor; amount: number };

/**
 * Sums of the first purchase orders that wait for approval. The first exceeds the limit of its approver, 250,000; the others
 * stay below it and above 50,000.
 */
const AMOUNTS = [318_400, 52_480, 61_900.5, 78_250, 96_400, 121_875, 164_300.75, 238_900];

/** The firm's Canadian part, which rents out equipment and signs no contracts of this kind. */
export const equipmentSubsidiaryId = "3";

/** The number of the purchase order at this place; those that wait come first. */
export const orderNumber = (index: number): string => `PO-${10_001 + index}`;

/** Active projects with orders. The last one has none: so that one project shows what nothing was committed to. */
export function projectsWithOrders({ projects }: Pick<Company, "projects">): Project[] {
  return projects.filter(({ stage }) => stage === "active").slice(0, -1);
}

/** Vendors of a subsidiary with whom nothing is wrong. */
export function soundVendors(
  { vendors, today }: Pick<Company, "vendors" | "today">,
  subsidiaryId: string,
): Vendor[] {
  return vendors.filter(
    (vendor) =>
      vendor.subsidiaryId === subsidiaryId &&
      vendor.isActive &&
      vendor.nearDuplicateOf === null &&
      (vendor.insuranceExpiry === null || vendor.insuranceExpiry > today),
  );
}

/** Whom the waiting order at this place goes to. */
export function vendorOfOrder(company: Company, project: Project, index: number): Vendor {
  const sound = soundVendors(company, project.subsidiaryId);
  const vendor = sound[(3 + index * 5) % sound.length];
  if (!vendor) throw new Error(`Subsidiary ${project.subsidiaryId} has no vendor to order from.`);
  return vendor;
}

/** The first eight waiting orders, one a project: ERP and document store both show them. */
export function contractOrders(company: Company): ContractOrder[] {
  const projects = projectsWithOrders(company).filter(
    ({ subsidiaryId }) => subsidiaryId !== equipmentSubsidiaryId,
  );
  return projects.slice(0, AMOUNTS.length).map((project, index) => ({
    number: orderNumber(index),
    project,
    vendor: vendorOfOrder(company, project, index),
    amount: AMOUNTS[index] ?? 0,
  }));
}
