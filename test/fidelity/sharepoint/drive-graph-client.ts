import assert from "node:assert/strict";
import {
  BatchRequestContent,
  BatchResponseContent,
  type Client,
  PageIterator,
  ResponseType,
} from "@microsoft/microsoft-graph-client";
import { type ForeignCall, verdictsOfCalls } from "../foreign.ts";
import type { Recorder } from "../recorder.ts";
import type { Verdict } from "../verdict.ts";
import { openGraphClient } from "./open-graph-client.ts";

type Thing = { id: string; name: string; size?: number; file?: object; list?: { template: string } };
type Page = { value: Thing[]; "@odata.nextLink"?: string; "@odata.deltaLink"?: string };
/** What earlier calls found, for later ones. */
type Found = { siteId: string; driveId: string; fileId: string; mark: string };
type Calls = (graph: Client, found: Found) => ForeignCall[];

/** Microsoft's JavaScript client against the simulator, signed in as the operations director. */
export async function driveGraphClient(recorder: Recorder): Promise<Verdict[]> {
  const { graph, simulator, close } = await openGraphClient(recorder);
  const found: Found = { siteId: "", driveId: "", fileId: "", mark: "" };
  const calls = [places, pages, files, writes].flatMap((make) => make(graph, found));
  const before = await verdictsOfCalls("microsoft-graph-client", calls);
  // Marks of changes do not outlive the content that they were made for.
  simulator.reset();
  const after = await verdictsOfCalls("microsoft-graph-client", refusals(graph, found));
  await close();
  return [...before, ...after];
}

const places: Calls = (graph, found) => [
  {
    name: "opens a site by its address and lists its libraries and lists",
    async call() {
      const site: Thing = await graph.api("/sites/halden.sharepoint.com:/sites/operations").get();
      found.siteId = site.id;
      const drives: Page = await graph.api(`/sites/${site.id}/drives`).get();
      found.driveId = drives.value[0]?.id ?? "";
      const lists: Page = await graph.api(`/sites/${site.id}/lists`).expand("columns").get();
      assert.ok(drives.value.length > 0 && lists.value.length > 0);
    },
  },
  {
    name: "finds sites and documents",
    async call() {
      const { value } = (await graph.api("/sites").search("operations").get()) as Page;
      assert.ok(value.some(({ id }) => id === found.siteId));
      const query = {
        requests: [{ entityTypes: ["driveItem"], query: { queryString: "safety" }, from: 0, size: 5 }],
      };
      const answer = (await graph.api("/search/query").post(query)) as {
        value: { hitsContainers: { hits: object[] }[] }[];
      };
      assert.ok((answer.value[0]?.hitsContainers[0]?.hits.length ?? 0) > 0);
    },
  },
];

const pages: Calls = (graph, found) => [
  {
    name: "walks every page of the sites and of a folder",
    async call() {
      const whole: Page = await graph.api(`/drives/${found.driveId}/root/children`).top(200).get();
      const small: Page = await graph.api(`/drives/${found.driveId}/root/children`).top(1).get();
      assert.deepEqual(
        await everything(graph, small),
        whole.value.map(({ id }) => id),
      );
      const first: Page = await graph.api("/sites").query({ search: "*" }).get();
      assert.ok(first["@odata.nextLink"], "one page holds all sites");
      assert.ok((await everything(graph, first)).length > first.value.length);
    },
  },
  {
    name: "walks the changes of a library to their mark and asks on from there",
    async call() {
      const first: Page = await graph.api(`/drives/${found.driveId}/root/delta`).get();
      const iterator = new PageIterator(graph, first, () => true);
      await iterator.iterate();
      found.mark = iterator.getDeltaLink() ?? first["@odata.deltaLink"] ?? "";
      assert.notEqual(found.mark, "");
      const later: Page = await graph.api(found.mark).get();
      assert.deepEqual(later.value, []);
    },
  },
];

/** Ids of all that a first page leads to, gathered by the client's own iterator. */
async function everything(graph: Client, first: Page): Promise<string[]> {
  const ids: string[] = [];
  const iterator = new PageIterator(graph, first, ({ id }: Thing) => ids.push(id) > 0);
  await iterator.iterate();
  return ids;
}

const files: Calls = (graph, found) => [
  {
    name: "downloads a file from the other host",
    async call() {
      const hits: Page = await graph.api(`/drives/${found.driveId}/root/search(q='pdf')`).get();
      const file = hits.value.find((item) => item.file !== undefined && (item.size ?? 0) < 1_000_000);
      assert.ok(file, "no file found");
      found.fileId = file.id;
      const item: Thing = await graph.api(`/drives/${found.driveId}/items/${file.id}`).get();
      assert.equal(item.id, file.id);
      const bytes: ArrayBuffer = await graph
        .api(`/drives/${found.driveId}/items/${file.id}/content`)
        .responseType(ResponseType.ARRAYBUFFER)
        .get();
      assert.ok(bytes.byteLength > 0);
    },
  },
  {
    name: "reads versions and permissions of a file and the items of a list",
    async call() {
      const item = `/drives/${found.driveId}/items/${found.fileId}`;
      for (const tail of ["versions", "permissions"]) {
        const { value } = (await graph.api(`${item}/${tail}`).get()) as Page;
        assert.ok(value.length > 0, `no ${tail}`);
      }
      const { value: lists } = (await graph.api(`/sites/${found.siteId}/lists`).get()) as Page;
      const one = lists.find(({ list }) => list?.template === "genericList");
      const rows: Page = await graph
        .api(`/sites/${found.siteId}/lists/${one?.id}/items`)
        .expand("fields")
        .top(5)
        .get();
      assert.ok(rows.value.length > 0);
    },
  },
  {
    name: "asks several things in one batch, one of them in vain",
    async call() {
      const ask = (id: string, path: string) => ({ id, request: new Request(`http://127.0.0.1${path}`) });
      const batch = new BatchRequestContent([
        ask("1", `/sites/${found.siteId}`),
        ask("2", `/drives/${found.driveId}/root`),
        ask("3", "/drives/b!nothing/root"),
      ]);
      const answers = new BatchResponseContent(await graph.api("/$batch").post(await batch.getContent()));
      assert.deepEqual(
        ["1", "2", "3"].map((id) => answers.getResponseById(id).status),
        [200, 200, 404],
      );
    },
  },
];

const refusals: Calls = (graph, found) => [
  {
    name: "is told by code that an item is not there",
    call: () =>
      assert.rejects(graph.api(`/drives/${found.driveId}/items/01NOTHING`).get(), {
        statusCode: 404,
        code: "itemNotFound",
      }),
  },
  {
    name: "is told by code that a mark of changes is stale",
    call: () => assert.rejects(graph.api(found.mark).get(), { statusCode: 410, code: "resyncRequired" }),
  },
];

const writes: Calls = (graph, found) => [
  {
    name: "makes a folder, is refused the same name, uploads, renames and deletes",
    async call() {
      const drive = `/drives/${found.driveId}`;
      const folder = { name: "Fidelity", folder: {}, "@microsoft.graph.conflictBehavior": "fail" };
      const made: Thing = await graph.api(`${drive}/root/children`).post(folder);
      await assert.rejects(graph.api(`${drive}/root/children`).post(folder), {
        statusCode: 409,
        code: "nameAlreadyExists",
      });
      const file: Thing = await graph.api(`${drive}/items/${made.id}:/note.txt:/content`).put("A note.");
      const renamed: Thing = await graph.api(`${drive}/items/${file.id}`).patch({ name: "other note.txt" });
      assert.equal(renamed.name, "other note.txt");
      await graph.api(`${drive}/items/${made.id}`).delete();
      await assert.rejects(graph.api(`${drive}/items/${file.id}`).get(), { statusCode: 404 });
    },
  },
  {
    name: "makes a link, and gets the same one again",
    async call() {
      const address = `/drives/${found.driveId}/items/${found.fileId}/createLink`;
      const link = { type: "view", scope: "organization" };
      const first: Thing = await graph.api(address).post(link);
      const second: Thing = await graph.api(address).post(link);
      assert.equal(second.id, first.id);
    },
  },
];
