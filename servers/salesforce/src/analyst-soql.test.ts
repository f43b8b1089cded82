import { expect, test } from "vitest";
import { checkedSoql } from "./analyst-soql.ts";
import { objectsWith } from "./objects.ts";

const objects = objectsWith([]);
const checked = (soql: string, limit = 51) => checkedSoql(soql, objects, limit);

test.each([
  ["SELECT Id FROM Account", "SELECT Id FROM Account LIMIT 51"],
  ["select Name from account limit 5", "SELECT Name FROM account LIMIT 5"],
  ["SELECT Id FROM Account LIMIT 50000", "SELECT Id FROM Account LIMIT 51"],
  [
    "SELECT Name, Owner.Name FROM Account WHERE (NOT Name LIKE 'O\\'B%') AND BillingCity IN ('Oslo', 'Bergen') ORDER BY Name DESC NULLS LAST OFFSET 5",
    "SELECT Name, Owner.Name FROM Account WHERE (NOT Name LIKE 'O\\'B%') AND BillingCity IN ('Oslo', 'Bergen') ORDER BY Name DESC NULLS LAST LIMIT 51 OFFSET 5",
  ],
  [
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = true)",
    "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Opportunity WHERE IsWon = TRUE) LIMIT 51",
  ],
  [
    "SELECT StageName, SUM(Amount) total FROM Opportunity GROUP BY StageName ORDER BY total DESC NULLS LAST",
    "SELECT StageName, SUM(Amount) total FROM Opportunity GROUP BY StageName ORDER BY SUM(Amount) DESC NULLS LAST LIMIT 51",
  ],
])("%s goes out as %s", (soql, sent) => {
  expect(checked(soql).soql).toBe(sent);
});

test("columns are named as they come", () => {
  expect(checked("SELECT Name, Account.Name FROM Opportunity").columns).toEqual([
    { title: "Name", path: "Name" },
    { title: "Account.Name", path: "Account.Name" },
  ]);
  const grouped =
    "SELECT StageName, COUNT(Id), SUM(Amount) total, MAX(CloseDate) FROM Opportunity GROUP BY StageName HAVING COUNT(Id) > 2 ORDER BY COUNT(Id)";
  expect(checked(grouped).columns).toEqual([
    { title: "StageName", path: "StageName" },
    { title: "COUNT(Id)", path: "expr0" },
    { title: "total", path: "total" },
    { title: "MAX(CloseDate)", path: "expr1" },
  ]);
});

test.each([
  "DELETE FROM Account",
  "SELECT Id FROM Account; SELECT Id FROM User",
  "SELECT Id FROM Account -- comment",
  "SELECT Id FROM Account /* comment */",
  "SELECT Id FROM Account FOR VIEW",
  "SELECT Id FROM Account FOR REFERENCE",
  "SELECT Id FROM Account FOR UPDATE",
  "SELECT Id FROM Account UPDATE TRACKING",
  "SELECT Id FROM Account UPDATE VIEWSTAT",
  "SELECT Id FROM Account USING SCOPE team",
  "SELECT Id FROM Account WITH SYSTEM_MODE",
  "SELECT Id FROM Account WITH SECURITY_ENFORCED",
  "SELECT Id FROM Account ALL ROWS",
  "SELECT a.Id FROM Account a",
  "SELECT Id, (SELECT Email FROM Contacts) FROM Account",
  "SELECT TYPEOF What WHEN Account THEN Phone ELSE Name END FROM Event",
  "SELECT FIELDS(ALL) FROM Account LIMIT 200",
  "SELECT COUNT() FROM Account",
  "SELECT toLabel(StageName) FROM Opportunity",
  "SELECT Id FROM User WHERE Profile.Name = 'Admin'",
  "SELECT Username FROM User",
  "SELECT Owner.Username FROM Account",
  "SELECT Id FROM Account WHERE Owner.Username LIKE 'a%'",
  "SELECT Id FROM Account ORDER BY Owner.Username",
  "SELECT COUNT(Id) FROM Account GROUP BY Owner.Username",
  "SELECT Name, COUNT(Id) FROM Account GROUP BY ROLLUP(Name)",
  "SELECT Name FROM Account GROUP BY Name HAVING MAX(Secret__c) > 1",
  "SELECT Name Username FROM User ORDER BY Username",
  "SELECT Name USERNAME, COUNT(Id) FROM User GROUP BY Name ORDER BY USERNAME",
  "SELECT Name EMAIL FROM Contact ORDER BY EMAIL",
  "SELECT Name, Name FROM Account",
  "SELECT COUNT(Id) c, COUNT(Name) C FROM Account",
  "SELECT Account.Name, Owner.Name, COUNT(Id) FROM Opportunity GROUP BY Account.Name, Owner.Name",
  "SELECT Id FROM PermissionSet",
  "SELECT Id FROM ApexClass",
  "SELECT Id FROM Account WHERE Id IN (SELECT AssigneeId FROM PermissionSetAssignment)",
  "SELECT Id FROM Account WHERE OwnerId IN (SELECT Id FROM User WHERE Username LIKE 'a%')",
  "SELECT Id FROM Account WHERE Name = :bind",
  "FIND {delta} IN ALL FIELDS RETURNING Account",
  "",
])("%s is refused and sent nowhere", (soql) => {
  expect(() => checked(soql)).toThrow(expect.objectContaining({ code: "invalid_input" }));
});

test.each([
  "SELECT Email FROM Contact",
  "SELECT Id FROM Contact WHERE Email LIKE 'a%'",
  "SELECT MAX(Email) FROM Contact",
  "SELECT Name Email FROM Contact ORDER BY Email",
  "SELECT Name Email, COUNT(Id) FROM Contact GROUP BY Name ORDER BY Email",
  "SELECT Name, MAX(Email) latest FROM Contact GROUP BY Name ORDER BY latest",
  "SELECT Contact.Phone FROM Case",
  "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE MobilePhone LIKE '1%')",
])("%s would show or find out how to reach a person", (soql) => {
  expect(() => checked(soql)).toThrow(expect.objectContaining({ code: "not_allowed" }));
});

test("a query that nests too deep is refused at bounded cost", () => {
  const deep = `SELECT Id FROM Account WHERE ${"(".repeat(1_500)}Name = 'x'${")".repeat(1_500)}`;
  const startedAt = performance.now();
  try {
    checked(deep);
  } catch (error) {
    expect(error).toMatchObject({ code: "invalid_input" });
  }
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});
