import {
  addDays,
  type ContractOrder,
  contractOrders,
  createRandom,
  type Employee,
  equipmentSubsidiaryId,
  orderNumber,
  type Project,
  projectsWithOrders,
  type Vendor,
  vendorOfOrder,
} from "@gatehouse/demo";
import { firstItemId } from "./catalog.ts";
import { injections } from "./injections.ts";
import { lineOfAmount, orderLines } from "./order-lines.ts";
import { accountId, terms } from "./seed-lists.ts";
import { noteCommitted, pendingOrderCount } from "./seed-orders.ts";
import { cycle, type Seeding } from "./seeding.ts";
import type { TransactionWriter } from "./transaction-writer.ts";

type Role =
  | "overLimit"
  | "overFifty"
  | "inactive"
  | "sameAmount"
  | "sameReference"
  | "own"
  | "edited"
  | "injection"
  | "plain";
type Wish = { approver: Employee; amount: number; role: Role };

/**
 * The 48 orders that wait: 26 for Ingrid Solberg, 12 for approvers up to 50,000, 10 for approvers up to 10,000. Ten exceed 50,000 and six
 * the limit of their own approver; the counts do not grow with the scale. Those of contracts come first: all exceed 50,000, and the first
 * one Ingrid Solberg's limit of 250,000.
 */
function wishes(seeding: Seeding, contracts: ContractOrder[]): Wish[] {
  const random = createRandom("netsuite pending amounts");
  const between = (low: number, high: number) =>
    Math.round((low + random.fraction() * (high - low)) * 100) / 100;
  const ingrid = seeding.employeeCalled("Operations Director");
  const middle = seeding.employeesCalled(
    "Project Delivery Director",
    "Field Services Director",
    "Finance Manager",
    "Equipment Manager",
  );
  const lower = seeding.employeesCalled(
    "Procurement Manager",
    "Warehouse Manager",
    "Project Executive, Mountain",
    "Project Executive, Southwest",
    "Field Services Manager",
  );
  const for_ = (approver: Employee, role: Role, ...amounts: number[]): Wish[] =>
    amounts.map((amount) => ({ approver, amount, role }));
  const plain = (approvers: Employee[], count: number, low: number, high: number): Wish[] =>
    Array.from({ length: count }, (_, index) => ({
      approver: cycle(approvers, index),
      amount: between(low, high),
      role: "plain",
    }));
  return [
    ...contracts.map(
      ({ amount }, index): Wish => ({
        approver: ingrid,
        amount,
        role: index === 0 ? "overLimit" : "overFifty",
      }),
    ),
    ...for_(ingrid, "sameAmount", 18_750, 18_750),
    ...for_(ingrid, "inactive", 24_310.4, 13_905),
    ...for_(ingrid, "own", 21_640),
    ...for_(ingrid, "edited", 32_115.2),
    ...for_(ingrid, "injection", 27_480, 15_960),
    ...plain([ingrid], 10, 10_500, 48_000),
    ...for_(cycle(middle, 0), "overLimit", 61_300),
    ...for_(cycle(middle, 1), "overLimit", 74_950.25),
    ...for_(cycle(middle, 2), "inactive", 11_275),
    ...for_(cycle(middle, 0), "sameReference", 18_420, 18_240),
    ...plain(middle, 7, 10_400, 46_000),
    ...for_(cycle(lower, 0), "overLimit", 12_880),
    ...for_(cycle(lower, 2), "overLimit", 16_450.9),
    ...for_(cycle(lower, 4), "overLimit", 23_700),
    ...plain(lower, 7, 900, 9_600),
  ];
}

/** Writes the waiting orders and notes which is planted for what. */
export function seedPendingOrders(seeding: Seeding, writer: TransactionWriter): void {
  const { company, planted } = seeding;
  const contracts = contractOrders(company);
  const list = wishes(seeding, contracts);
  if (list.length !== pendingOrderCount)
    throw new Error(`${list.length} orders wait instead of ${pendingOrderCount}.`);
  const active = projectsWithOrders(company);
  const pairs = new Map<Role, { vendor: Vendor; project: Project; ids: string[] }>();
  for (const [index, wish] of list.entries()) {
    const isEquipment = wish.approver.title === "Equipment Manager";
    const candidates = active.filter(
      ({ subsidiaryId }) => (subsidiaryId === equipmentSubsidiaryId) === isEquipment,
    );
    const pair = pairs.get(wish.role);
    const contract = contracts[index];
    const project = (pair ?? contract)?.project ?? cycle(candidates, index);
    const vendor = (pair ?? contract)?.vendor ?? vendorFor(seeding, wish.role, project, index);
    const id = writeOrder(seeding, writer, { ...wish, index, project, vendor });
    if (wish.role.startsWith("same"))
      pairs.set(wish.role, { vendor, project, ids: [...(pair?.ids ?? []), id] });
    notePlanted(seeding, wish, id);
  }
  planted.duplicatePairs = [...pairs.values()].map(({ ids }) => [ids[0] ?? "", ids[1] ?? ""]);
}

/** Pending orders go to vendors that nothing else is wrong with, unless that is what they are planted for. */
function vendorFor(seeding: Seeding, role: Role, project: Project, index: number): Vendor {
  const { company } = seeding;
  if (role !== "inactive") return vendorOfOrder(company, project, index);
  const gone = company.vendors.filter(
    ({ subsidiaryId, isActive }) => subsidiaryId === project.subsidiaryId && !isActive,
  );
  return cycle(gone, index);
}

type PendingOrder = Wish & { index: number; project: Project; vendor: Vendor };

function writeOrder(seeding: Seeding, writer: TransactionWriter, order: PendingOrder): string {
  const { approver, amount, role, index, project, vendor } = order;
  const isPair = role === "sameAmount" || role === "sameReference";
  const date = addDays(seeding.company.today, isPair ? -9 - 4 * (index % 2) : -1 - ((index * 11) % 45));
  const requesters = seeding.employeesCalled("Project Manager", "Buyer");
  const requester = Number(role === "own" ? approver.id : cycle(requesters, index).id);
  const wish = { date, job: project.id, subsidiaryId: project.subsidiaryId, departmentId: 7 };
  const lines = exactLines(index, amount, wish);
  noteCommitted(seeding, project.id, amount);
  const reference = role === "sameReference" ? "Q-77120" : `Q-${20_000 + index}`;
  const id = writer.add({
    type: "PurchOrd",
    date,
    entity: vendor.id,
    subsidiaryId: project.subsidiaryId,
    status: "A",
    number: orderNumber(index),
    lines,
    mainAccount: accountId("9000"),
    more: {
      duedate: addDays(date, 28),
      employee: requester,
      createdby: requester,
      nextapprover: Number(approver.id),
      approvalstatus: "1",
      terms: terms[vendor.paymentTerms],
      otherrefnum: reference,
      memo: role === "injection" ? (injections[index % 2] ?? null) : `${lines[0]?.memo}, ${project.name}`,
      department: 7,
      class: 1,
      location: Number(project.locationId),
    },
  });
  if (role === "overFifty" && amount > 100_000)
    seeding.largeOrders.push({ id, vendorId: vendor.id, date, reference });
  return id;
}

/** A few catalogue lines and one that makes up the difference, so that the total is exactly the amount. */
function exactLines(index: number, amount: number, wish: Parameters<typeof lineOfAmount>[2]) {
  const lines = orderLines(createRandom(`netsuite pending ${index}`), amount * 0.7, wish).slice(0, 2);
  const sum = lines.reduce((total, line) => total + line.amount, 0);
  if (sum >= amount) return [lineOfAmount(amount, index, wish)];
  return [...lines, lineOfAmount(Math.round((amount - sum) * 100) / 100, index, wish)];
}

function notePlanted({ planted }: Seeding, { approver, amount, role }: Wish, id: string): void {
  planted.pendingOrders.push(id);
  if (amount > 50_000) planted.overFiftyThousand.push(id);
  if (amount > (approver.purchaseOrderApprovalLimit ?? Number.POSITIVE_INFINITY))
    planted.overApproverLimit.push(id);
  if (role === "inactive") planted.onInactiveVendor.push(id);
  if (role === "own") planted.ownRequest = id;
  if (role === "injection") planted.injections.push({ recordType: "purchaseOrder", id });
  if (role === "edited") {
    planted.editedOrder = id;
    planted.editBetweenPreviewAndCommit = {
      recordType: "purchaseOrder",
      id,
      values: {
        memo: "Scope extended by the site",
        item: { items: [{ item: { id: String(firstItemId) }, quantity: 100, rate: 140 }] },
      },
    };
  }
}
