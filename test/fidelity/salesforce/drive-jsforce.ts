import assert from "node:assert/strict";
import { serveSimulator, simulateSalesforce } from "@gatehouse/salesforce/simulator";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Connection } from "jsforce";
import { type ForeignCall, verdictsOfCalls } from "../foreign.ts";
import type { Recorder } from "../recorder.ts";
import type { Verdict } from "../verdict.ts";

const clientId = "consumer-key";
const username = "daniel.kowalski@halden.example";
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

type Made = { id?: string | undefined; success: boolean };

/** jsforce against the simulator, signed in as an account executive. */
export async function driveJsforce(recorder: Recorder): Promise<Verdict[]> {
  const keys = await generateKeyPair("RS256", { extractable: true });
  const publicKey = await exportJWK(keys.publicKey);
  const simulator = simulateSalesforce({ clients: [{ clientId, publicKey }] });
  const { url, close } = await serveSimulator({ ...simulator, app: recorder.around(simulator.app) });
  recorder.as("foreign");
  const connection = new Connection({
    loginUrl: url,
    instanceUrl: url,
    version: "66.0",
    oauth2: { loginUrl: url, clientId },
  });
  const signedIn: ForeignCall = {
    name: "signs in by JWT bearer",
    async call() {
      const assertion = await new SignJWT({})
        .setProtectedHeader({ alg: "RS256" })
        .setIssuer(clientId)
        .setSubject(username)
        .setAudience("https://login.salesforce.com")
        .setExpirationTime("2 minutes")
        .sign(keys.privateKey);
      await connection.authorize({ grant_type: JWT_BEARER, assertion });
      assert.equal(connection.instanceUrl, url);
    },
  };
  const verdicts = await verdictsOfCalls("jsforce", [
    signedIn,
    ...reads(connection),
    ...lookUps(connection),
    ...writes(connection),
  ]);
  await close();
  return verdicts;
}

function reads(connection: Connection): ForeignCall[] {
  return [
    {
      name: "says who it is",
      async call() {
        assert.equal((await connection.identity()).username, username);
      },
    },
    {
      name: "reads every page of a query",
      async call() {
        const headers = { "Sforce-Query-Options": "batchSize=200" };
        const query = connection.query("SELECT Id, Subject, What.Name FROM Task", { headers });
        const { totalSize, records } = await query.execute({ autoFetch: true, maxFetch: 100_000 });
        const count = await connection.query("SELECT COUNT() FROM Task");
        assert.equal(totalSize, count.totalSize);
        assert.ok(totalSize > 400, `${totalSize} rows are no third page`);
        assert.equal(new Set(records.map(({ Id }) => Id)).size, totalSize);
      },
    },
    {
      name: "reads rows with their children and groups",
      async call() {
        const accounts = await connection.query(
          "SELECT Id, Name, Owner.Name, (SELECT Id, LastName FROM Contacts) FROM Account LIMIT 5",
        );
        assert.equal(accounts.records.length, 5);
        const groups = await connection.query(
          "SELECT StageName, COUNT(Id) FROM Opportunity GROUP BY StageName",
        );
        assert.ok(groups.records.every((row) => typeof row.expr0 === "number"));
      },
    },
    {
      name: "reads rows that queries leave out",
      async call() {
        const soql = "SELECT Id, IsArchived FROM Task WHERE IsArchived = true";
        const all = await connection.query(soql, { scanAll: true });
        assert.ok(all.records.length > 0);
      },
    },
    {
      name: "describes objects",
      async call() {
        for (const type of ["Account", "Contact", "Opportunity", "Case", "Task", "Event"]) {
          const { fields, name } = await connection.describe(type);
          assert.equal(name, type);
          assert.ok(fields.some((field) => field.name === "Id" && field.type === "id"));
        }
        const { sobjects } = await connection.describeGlobal();
        assert.ok(sobjects.some(({ name }) => name === "Account"));
      },
    },
  ];
}

function lookUps(connection: Connection): ForeignCall[] {
  return [
    {
      name: "searches",
      async call() {
        const { records } = await connection.query("SELECT Name FROM Account LIMIT 1");
        const word = /\w{4,}/.exec(String(records[0]?.Name))?.[0] ?? "";
        const { searchRecords } = await connection.search(
          `FIND {${word}} IN ALL FIELDS RETURNING Account(Id, Name)`,
        );
        assert.ok(searchRecords.some(({ Name }) => String(Name).includes(word)));
      },
    },
    {
      name: "reads versions, limits and what was seen last",
      async call() {
        assert.ok(
          (await connection.request<{ version: string }[]>("/services/data")).some(
            ({ version }) => version === "66.0",
          ),
        );
        const { DailyApiRequests } = await connection.limits();
        assert.ok(Number(DailyApiRequests?.Remaining) > 0);
        await connection.recent(5);
        assert.ok(Number(connection.limitInfo.apiUsage?.limit) > 0);
      },
    },
    {
      name: "is told what is wrong with a query",
      call: () =>
        assert.rejects(async () => connection.query("SELECT Idd FROM Account"), {
          errorCode: "INVALID_FIELD",
        }),
    },
    {
      name: "is told that a row is not there",
      call: () =>
        assert.rejects(connection.sobject("Account").retrieve("001000000000000AAA"), {
          errorCode: "NOT_FOUND",
        }),
    },
  ];
}

function writes(connection: Connection): ForeignCall[] {
  const contacts = connection.sobject("Contact");
  const made: string[] = [];
  return [
    {
      name: "creates, reads and updates a row, and is told that it may not delete it",
      async call() {
        const id = idOf(await contacts.create({ LastName: "Fidelity", Email: "fidelity@example.com" }));
        await contacts.update({ Id: id, Title: "Surveyor" });
        assert.equal((await contacts.retrieve(id)).Title, "Surveyor");
        await assert.rejects(contacts.destroy(id), { errorCode: "INSUFFICIENT_ACCESS_OR_READONLY" });
      },
    },
    {
      name: "creates and updates rows together",
      async call() {
        const rows = [{ LastName: "Fidelity One" }, { LastName: "Fidelity Two" }];
        const saved = (await contacts.create(rows, { allOrNone: true })) as Made[];
        made.push(...saved.map(idOf));
        assert.equal(made.length, 2);
        await contacts.update(
          made.map((Id) => ({ Id, Title: "Crane operator" })),
          { allOrNone: true },
        );
        const read = await contacts.retrieve(made);
        assert.ok(read.every(({ Title }) => Title === "Crane operator"));
      },
    },
    {
      name: "is told which of several rows was refused",
      async call() {
        const saved = (await contacts.create([
          { LastName: "Fidelity Three" },
          { FirstName: "Nameless" },
        ])) as Made[];
        assert.deepEqual(
          saved.map(({ success }) => success),
          [true, false],
        );
      },
    },
    {
      name: "updates a row by its external id, once made and once found, and deletes it",
      async call() {
        const tasks = connection.sobject("Task");
        const row = { MCP_Request_Id__c: "fidelity-1", Subject: "Call", Status: "Completed" };
        const first = await tasks.upsert(row, "MCP_Request_Id__c");
        const second = await tasks.upsert({ ...row, Priority: "High" }, "MCP_Request_Id__c");
        assert.deepEqual([first.created, second.created], [true, false]);
        assert.equal(idOf(second), idOf(first));
        await tasks.destroy(idOf(first));
      },
    },
  ];
}

function idOf(saved: Made): string {
  assert.ok(saved.success && saved.id, `not saved: ${JSON.stringify(saved)}`);
  return saved.id;
}
