import { createCompany, demoPeople } from "@gatehouse/demo";
import { describe, expect, test } from "vitest";
import type { Item, Library, Site } from "../store/model.ts";
import { contracts } from "./contract.ts";
import type { Place } from "./planted.ts";
import { seedCompany } from "./seed-company.ts";
import { createSeeding } from "./seeding.ts";

const company = createCompany();
const seed = seedCompany(company);
const { sites } = seed;
const libraries = sites.flatMap((site) => site.libraries);
const itemsIn = (library: Library): Item[] =>
  [...library.tree().items.values()].filter(({ parentId }) => parentId !== null);
const items = libraries.flatMap(itemsIn);
const lists = sites.flatMap((site) => site.lists).filter(({ isHidden }) => !isHidden);
const itemAt = ({ driveId, itemId }: { driveId: string; itemId: string }) =>
  libraries
    .find(({ id }) => id === driveId)
    ?.tree()
    .items.get(itemId);

test("There are as many sites, libraries, folders, files, lists and items as the reference says", () => {
  const { directory } = seed;
  const folders = items.filter(({ isFolder }) => isFolder);
  expect([sites.length, libraries.length, folders.length, items.length - folders.length]).toEqual([
    26, 70, 3_500, 18_000,
  ]);
  expect([lists.length, lists.reduce((sum, list) => sum + list.rows().size, 0)]).toEqual([60, 15_000]);
  const employees = directory.people.filter(({ isGuest, isActive }) => !isGuest && isActive);
  expect([employees.length, directory.guests.length]).toEqual([400, 25]);
});

test("There are some 6,000 earlier versions, 120 links and 40 folders that inherit nothing", () => {
  const versions = items.reduce((sum, item) => sum + item.versions.length, 0);
  expect(Math.abs(versions - 6_000)).toBeLessThan(100);
  const links = items.flatMap(({ access }) => access?.grants.filter(({ link }) => link) ?? []);
  expect(links).toHaveLength(120);
  expect(items.filter(({ isFolder, access }) => isFolder && access?.inherits === false)).toHaveLength(40);
});

test("Ids are unique, and the same company gives the same ids, another day other dates", () => {
  const ids = items.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^01[A-Z2-7]{32}$/.test(id))).toBe(true);
  expect(libraries.every(({ id }) => /^b![\w-]{64}$/.test(id))).toBe(true);
  expect(seedCompany(createCompany()).planted).toEqual(seed.planted);
  const later = seedCompany(createCompany({ today: "2026-11-21" })).sites[1] as Site;
  expect(later.createdAt).not.toBe(sites[1]?.createdAt);
});

test("No folder holds two things of one name, whatever the case", () => {
  for (const library of libraries) {
    for (const children of library.tree().children.values()) {
      const names = children.map(({ name }) => name.toLowerCase());
      expect(new Set(names).size, `${library.site.path}/${library.path}`).toBe(names.length);
    }
  }
});

test("Nothing changed after today or before it was made", () => {
  expect(
    items.filter(({ createdAt, modifiedAt }) => modifiedAt < createdAt || modifiedAt > company.today),
  ).toEqual([]);
});

test("Every active project has a contract document; those of the first orders have the order's number and sum", () => {
  const { planted } = seed;
  expect(planted.contracts).toHaveLength(55);
  for (const { place, number } of planted.contracts)
    expect(itemAt(place)?.name, number).toContain(`Contract ${number}`);
  const ordered = contracts(createSeeding(company)).filter(({ order }) => order !== undefined);
  expect(ordered.map(({ order, amount }) => [order, amount])).toEqual([
    ["PO-10001", 318_400],
    ["PO-10002", 52_480],
    ["PO-10003", 61_900.5],
    ["PO-10004", 78_250],
    ["PO-10005", 96_400],
    ["PO-10006", 121_875],
    ["PO-10007", 164_300.75],
    ["PO-10008", 238_900],
  ]);
});

test("Of the two final versions one names the sum of the order and the other does not", () => {
  const { equal, other } = seed.planted.finals;
  const [first, second] = [itemAt(equal)?.content?.words(), itemAt(other)?.content?.words()];
  expect([first?.includes("318,400.00"), first?.includes("PO-10001")]).toEqual([true, true]);
  expect(second).toContain("The contract sum is USD 331,136.00.");
});

describe("What is planted", () => {
  const { planted } = seed;

  test("lies where it is said to lie", () => {
    const places: Place[] =
      JSON.stringify(planted)
        .match(/\{"driveId":"[^"]+","itemId":"[^"]+","path":"[^"]*"/g)
        ?.map((text) => JSON.parse(`${text}}`)) ?? [];
    expect(places.length).toBeGreaterThan(70);
    expect(places.filter((place) => itemAt(place) === undefined)).toEqual([]);
  });

  test("says that the insurance of flagged vendors has run out, with the ERP's date", () => {
    expect(planted.expiredCertificates).toHaveLength(5);
    for (const { vendorId, place } of planted.expiredCertificates) {
      const expiry = company.vendors.find(({ id }) => id === vendorId)?.insuranceExpiry ?? "?";
      expect(itemAt(place)?.content?.words()).toContain(`ends ${expiry}`);
    }
  });

  test("holds names with signs, other alphabets and 250 characters", () => {
    const names = planted.oddNames.map((place) => itemAt(place)?.name ?? "");
    for (const pattern of [/#/, /%/, /'/, /[\u0600-\u06FF]/, /[\u3040-\u9FFF]/, /^.{250}$/])
      expect(
        names.some((name) => pattern.test(name)),
        String(pattern),
      ).toBe(true);
  });

  test("has a list beyond the threshold and one column of it with an index", () => {
    const large = lists.find(({ id }) => id === planted.largeList.listId);
    expect(large?.rows().size).toBe(5_400);
    expect(
      large?.columns.filter(({ indexed, readOnly }) => indexed && !readOnly).map(({ name }) => name),
    ).toEqual(["ReportDate"]);
  });
});

test("Everybody named has an account, and Tomás Rivera owns the sites of his large projects", () => {
  for (const { email } of demoPeople) expect(seed.directory.byEmail(email), email).toBeDefined();
  const tomas = seed.directory.idOf("tomas.rivera@halden.example");
  const owned = sites.filter(
    ({ path, groups }) =>
      /J-\d{5}$/.test(path) && groups.find(({ role }) => role === "owner")?.members.has(tomas),
  );
  expect(owned.length).toBeGreaterThan(1);
});

test("Naming what is planted fills no library", () => {
  const begun = performance.now();
  seedCompany(company);
  expect(performance.now() - begun).toBeLessThan(400);
});
