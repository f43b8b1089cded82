import { mailDomainOf, phoneNumber, unusualVendorNames, vendorName } from "./business-names.ts";
import type { Vendor, VendorCategory } from "./company.ts";
import { addDays } from "./dates.ts";
import { createRandom, type Random } from "./random.ts";

const vendorCount = 650;
const inactiveShare = 0.06;
const nearDuplicateCount = 8;
const expiredInsuranceCount = 5;

/**
 * 650 vendors per unit of scale: 45 % subcontractors, 6 % inactive. Eight carry almost the name of another one, and five active
 * subcontractors work with expired insurance; both numbers stay the same at every scale.
 */
export function createVendors(today: string, scale: number, firstId: number): Vendor[] {
  const random = createRandom("vendors");
  const count = vendorCount * scale;
  const names = new Set<string>(unusualVendorNames);
  const vendors: Vendor[] = [];
  for (let index = 0; index < count; index++) {
    const category = categoryAt(index);
    const name = unusualVendorNames[index - 20] ?? freshName(random, category, names);
    const number = `V${String(index + 1).padStart(count > 999 ? 5 : 3, "0")}`;
    vendors.push({
      id: String(firstId + index),
      number,
      name,
      category,
      subsidiaryId: index % 10 < 6 ? "1" : index % 10 < 9 ? "2" : "3",
      isActive: true,
      email: `accounts@${mailDomainOf(name, number)}`,
      phone: phoneNumber(random),
      paymentTerms: random.isTrue(0.7) ? "Net 30" : "Net 45",
      insuranceExpiry: category === "Supplier" ? null : addDays(today, random.integer(20, 500)),
      nearDuplicateOf: null,
    });
  }
  plantNearDuplicates(vendors);
  retire(random, vendors, Math.round(count * inactiveShare));
  expireInsurance(today, vendors);
  return vendors;
}

/** Nine subcontractors, eight suppliers and three rental firms in every twenty. */
function categoryAt(index: number): VendorCategory {
  const place = index % 20;
  if (place % 2 === 0 && place < 18) return "Subcontractor";
  return place === 1 || place === 7 || place === 13 ? "Rental" : "Supplier";
}

function freshName(random: Random, category: VendorCategory, names: Set<string>): string {
  for (let attempt = 0; ; attempt++) {
    const drawn = vendorName(random, category);
    const name = attempt < 5 ? drawn : `${drawn} ${random.integer(2, 999)}`;
    if (names.has(name)) continue;
    names.add(name);
    return name;
  }
}

/** Vendors entered twice: the second entry changes a sign, a word or the legal form. */
function plantNearDuplicates(vendors: Vendor[]): void {
  const changes = [
    (name: string) => name.replace(/ (\S+)$/, ", $1"),
    (name: string) => name.toUpperCase(),
    (name: string) => `The ${name}`,
    (name: string) => name.replace(/ \S+$/, ""),
  ];
  for (let index = 0; index < nearDuplicateCount; index++) {
    const original = vendors[100 + index] as Vendor;
    const copy = vendors[400 + index] as Vendor;
    const change = changes[index % changes.length] as (name: string) => string;
    copy.name = change(original.name);
    copy.email = `billing@${mailDomainOf(copy.name, copy.number)}`;
    copy.nearDuplicateOf = original.id;
  }
}

function retire(random: Random, vendors: Vendor[], count: number): void {
  const candidates = vendors.filter((vendor, index) => index >= 40 && vendor.nearDuplicateOf === null);
  for (const vendor of random.shuffled(candidates).slice(0, count)) vendor.isActive = false;
}

function expireInsurance(today: string, vendors: Vendor[]): void {
  const active = vendors.filter((vendor) => vendor.isActive && vendor.category === "Subcontractor");
  for (const [index, vendor] of active.slice(30, 30 + expiredInsuranceCount).entries()) {
    vendor.insuranceExpiry = addDays(today, -(9 + index * 31));
  }
}
