import { readDocument } from "@gatehouse/documents";
import { expect, test } from "vitest";
import { by, type OpenCompany, sorted } from "./open-company.ts";

type Place = OpenCompany["files"]["planted"]["finals"]["equal"];

/** Documents say what the ERP's records say, except where they are planted to differ. */
export function papersAgree(opened: () => OpenCompany) {
  test("contracts name the vendor, project and sum of the ERP's orders", async () => {
    const { erp, files } = opened();
    const contracts = files.planted.contracts.filter(({ order }) => order !== undefined);
    expect(contracts).toHaveLength(8);
    const numbers = contracts.map(({ order }) => `'${order}'`).join(", ");
    const orders = by(
      await erp.rows(
        "SELECT t.tranid, t.entity, t.foreigntotal, l.entity AS project FROM transaction t " +
          "JOIN transactionline l ON l.transaction = t.id AND l.mainline = 'F' " +
          `WHERE t.type = 'PurchOrd' AND t.tranid IN (${numbers})`,
      ),
      "tranid",
    );
    for (const { order = "", vendorId, projectId, amount } of contracts) {
      const { entity, project, foreigntotal } = orders.get(order) ?? {};
      // An order is money to come and so stands below zero.
      expect([entity, project, -Number(foreigntotal)].map(String)).toEqual([
        vendorId,
        projectId,
        `${amount}`,
      ]);
    }
  });

  test("a contract's text says what its order says, and one of two final versions another sum", async () => {
    const { company, files } = opened();
    const { finals, contracts } = files.planted;
    const contract = contracts.find(({ order }) => order === finals.order);
    const vendor = company.vendors.find(({ id }) => id === contract?.vendorId);
    const equal = await textOf(opened(), finals.equal, "contract.docx");
    for (const words of [vendor?.name, finals.order, contract?.number, money(finals.amount)])
      expect(equal).toContain(words);
    expect(finals.amount).toBe(contract?.amount);
    const other = await textOf(opened(), finals.other, "contract.docx");
    expect(other).toContain(`The contract sum is USD ${money(finals.otherAmount)}`);
  });

  test("every vendor whose insurance has run out in the ERP has a certificate that has, by the same day", async () => {
    const { company, erp, files } = opened();
    const lapsed = by(
      await erp.rows(
        "SELECT id, entityid, TO_CHAR(custentity_insurance_expiry, 'YYYY-MM-DD') AS until FROM vendor " +
          `WHERE isinactive = 'F' AND custentity_insurance_expiry < TO_DATE('${company.today}', 'YYYY-MM-DD')`,
      ),
      "id",
    );
    const { expiredCertificates } = files.planted;
    const vendors = expiredCertificates.map(({ vendorId }) => vendorId);
    expect(sorted(vendors)).toEqual(sorted(lapsed.keys()));
    expect(sorted(vendors)).toEqual(sorted(erp.planted.expiredInsuranceVendors));
    for (const { vendorId, place } of expiredCertificates.slice(0, 3)) {
      const text = await textOf(opened(), place, "certificate.pdf");
      const { entityid, until } = lapsed.get(vendorId) ?? {};
      expect(text).toContain(entityid);
      expect(text).toContain(`Policy period ends ${until}`);
    }
  });
}

const money = (sum: number): string => sum.toLocaleString("en-US", { minimumFractionDigits: 2 });

async function textOf({ files }: OpenCompany, place: Place, name: string): Promise<string> {
  const bytes = await files.fileOf(place);
  return (await readDocument({ name, bytes, signal: AbortSignal.timeout(20_000) })).text;
}
