import { expect, test } from "vitest";
// @boundaries-ignore the bootstrap under test is no member of the workspace
import { readSettings } from "../../scripts/up/settings.ts";

const settings = (args: string[], env: NodeJS.ProcessEnv = {}) => readSettings("/checkout", args, env);

test("without a word everything listens on the ports of the README", () => {
  expect(settings([]).ports).toEqual({
    gateway: 8400,
    identityProvider: 8401,
    netsuite: 8411,
    netsuiteSimulator: 8412,
    salesforce: 8413,
    salesforceSimulator: 8414,
    sharepoint: 8415,
    sharepointSimulator: 8416,
    sharepointFiles: 8417,
    bamboohr: 8418,
    bamboohrSimulator: 8419,
    database: 8432,
  });
  expect(settings([]).publicUrl).toBe("http://127.0.0.1:8400");
});

test("--port moves all ports, and a variable moves one of them", () => {
  const { ports, publicUrl } = settings(["--port", "9400"], { DEMO_IDP_PORT: "7000" });
  expect(ports).toMatchObject({ gateway: 9400, identityProvider: 7000, database: 9432 });
  expect(publicUrl).toBe("http://127.0.0.1:9400");
});

test.each([
  [["--port", "65530"], {}, '--port is "65530": give a port number from 1 to 65503.'],
  [[], { NETSUITE_PORT: "many" }, 'NETSUITE_PORT is "many": give a port number from 1 to 65535.'],
  [
    [],
    { NETSUITE_PORT: "8401" },
    "Port 8401 is given to both the demo identity provider and the NetSuite server",
  ],
  [["--rest"], {}, "Unknown option '--rest': npm start -- takes --port <first port>, --reset and --once."],
  [["--reset"], { DATABASE_URL: "postgres://x/y" }, "--reset deletes only the embedded database"],
])("%j with %j is refused in a sentence", (args, env, sentence) => {
  expect(() => settings(args, env)).toThrow(sentence);
});
