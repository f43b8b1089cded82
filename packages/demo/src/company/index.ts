export { customerName, mailDomainOf, phoneNumber } from "./business-names.ts";
export type * from "./company.ts";
export {
  type ContractOrder,
  contractOrders,
  equipmentSubsidiaryId,
  orderNumber,
  projectsWithOrders,
  soundVendors,
  vendorOfOrder,
} from "./contract-orders.ts";
export { createCompany, defaultToday } from "./create-company.ts";
export { addDays, daysBetween } from "./dates.ts";
export { type DemoPerson, demoPeople, namedPeople } from "./demo-people.ts";
export { projectsBySite } from "./large-projects.ts";
export { type PersonName, personName } from "./person-names.ts";
export { createRandom, type Random } from "./random.ts";
