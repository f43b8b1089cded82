/** What the company buys: name, cost code, unit, usual price, kind. */
export type CatalogItem = {
  name: string;
  costCode: string;
  unit: string;
  price: number;
  type: "NonInvtPart" | "Service";
};

const goods: [name: string, costCode: string, unit: string, price: number][] = [
  ["Ready-mix C30", "03-3000", "m3", 140],
  ["Rebar #5", "03-2000", "t", 980],
  ["Formwork panel", "03-1000", "ea", 86],
  ["Structural steel W12", "05-1200", "t", 1_640],
  ["Metal deck 20 ga", "05-3000", "m2", 31],
  ["CMU 8 inch", "04-2200", "ea", 2.4],
  ["Lumber 2x6", "06-1000", "ea", 9.5],
  ["Plywood 3/4", "06-1600", "ea", 48],
  ["Drywall 5/8 type X", "09-2900", "ea", 17],
  ["Paint, interior low VOC", "09-9000", "gal", 34],
  ["Roof membrane TPO", "07-5400", "m2", 22],
  ["Insulation R-21", "07-2100", "m2", 11],
  ["Door, hollow metal", "08-1100", "ea", 410],
  ["Glazing unit, low-E", "08-8000", "m2", 265],
  ["Copper pipe 2 inch", "22-1100", "m", 41],
  ["Valve, gate 4 inch", "22-0500", "ea", 188],
  ["Conduit EMT 1 inch", "26-0500", "m", 4.1],
  ["Cable THHN 4/0", "26-0500", "m", 12.5],
  ["Switchgear 480 V", "26-2400", "ea", 18_400],
  ["Air handling unit", "23-7000", "ea", 26_500],
  ["Sprinkler head", "21-1300", "ea", 19],
  ["Base course gravel", "31-2300", "t", 24],
  ["Asphalt mix", "32-1200", "t", 96],
  ["Storm pipe HDPE 24", "33-4100", "m", 73],
  ["Safety harness", "01-3500", "ea", 129],
  ["Hard hat", "01-3500", "ea", 28],
];

const services: [name: string, costCode: string, unit: string, price: number][] = [
  ["Concrete placement, subcontract", "03-3000", "m3", 95],
  ["Steel erection, subcontract", "05-1200", "t", 720],
  ["Masonry, subcontract", "04-2200", "m2", 118],
  ["Electrical rough-in, subcontract", "26-0500", "h", 92],
  ["Plumbing rough-in, subcontract", "22-1100", "h", 88],
  ["Mechanical installation, subcontract", "23-7000", "h", 97],
  ["Drywall finishing, subcontract", "09-2900", "m2", 26],
  ["Crane with operator", "01-5400", "d", 2_850],
  ["Scissor lift rental", "01-5400", "wk", 340],
  ["Scaffold rental", "01-5400", "wk", 1_150],
  ["Trench box rental", "31-2300", "wk", 610],
  ["Survey crew", "02-2100", "d", 1_480],
  ["Testing laboratory", "01-4500", "h", 110],
  ["Waste haulage", "01-7400", "load", 385],
];

export const catalogItems: CatalogItem[] = [
  ...goods.map(
    ([name, costCode, unit, price]): CatalogItem => ({ name, costCode, unit, price, type: "NonInvtPart" }),
  ),
  ...services.map(
    ([name, costCode, unit, price]): CatalogItem => ({ name, costCode, unit, price, type: "Service" }),
  ),
];

export const firstItemId = 77;

/** Accounts by number; the rest of the 180 are job cost accounts per trade and office accounts per location. */
export const baseAccounts: [number: string, name: string, type: string][] = [
  ["1000", "Operating Account", "Bank"],
  ["1010", "Payroll Account", "Bank"],
  ["1020", "Calgary Operating Account CAD", "Bank"],
  ["1100", "Accounts Receivable", "AcctRec"],
  ["1150", "Retainage Receivable", "OthCurrAsset"],
  ["1200", "Costs in Excess of Billings", "OthCurrAsset"],
  ["1300", "Prepaid Insurance", "OthCurrAsset"],
  ["1500", "Vehicles", "FixedAsset"],
  ["1510", "Heavy Equipment", "FixedAsset"],
  ["1520", "Accumulated Depreciation", "FixedAsset"],
  ["2000", "Accounts Payable", "AcctPay"],
  ["2010", "Inventory Received Not Billed", "OthCurrLiab"],
  ["2050", "Retainage Payable", "OthCurrLiab"],
  ["2100", "Corporate Card", "CredCard"],
  ["2150", "Employee Reimbursements Payable", "AcctPay"],
  ["2200", "Accrued Payroll", "OthCurrLiab"],
  ["2300", "Sales Tax Payable", "OthCurrLiab"],
  ["2400", "Billings in Excess of Costs", "OthCurrLiab"],
  ["2700", "Equipment Loans", "LongTermLiab"],
  ["3000", "Common Stock", "Equity"],
  ["3100", "Retained Earnings", "Equity"],
  ["4000", "Contract Revenue", "Income"],
  ["4100", "Service Revenue", "Income"],
  ["4200", "Equipment Rental Revenue", "Income"],
  ["8000", "Interest Income", "OthIncome"],
  ["8100", "Gain on Sale of Equipment", "OthIncome"],
  ["8500", "Interest Expense", "OthExpense"],
  ["9000", "Purchase Orders", "NonPosting"],
];

export const costTrades = [
  "General Conditions",
  "Sitework",
  "Concrete",
  "Masonry",
  "Metals",
  "Wood",
  "Thermal Protection",
  "Openings",
  "Finishes",
  "Fire Suppression",
  "Plumbing",
  "HVAC",
  "Electrical",
  "Equipment",
];
export const costKinds = ["Labor", "Materials", "Subcontracts", "Equipment", "Other"];

export const overheads = [
  "Rent",
  "Utilities",
  "Telephone",
  "Office Supplies",
  "Software",
  "Travel",
  "Meals",
  "Fuel",
  "Vehicle Repairs",
  "Training",
  "Insurance",
  "Legal",
];

export const expenseCategories = [
  "Airfare",
  "Lodging",
  "Meals",
  "Mileage",
  "Fuel",
  "Small Tools",
  "Permits",
  "Parking",
];
