import type { Item, Library } from "../store/model.ts";
import type { Tenant } from "../tenant.ts";

/** What a download address permits: one item, perhaps an earlier version or its PDF, for a while. */
export type DownloadPermit = {
  drive: string;
  item: string;
  version?: number;
  asPdf?: boolean;
  /** Milliseconds since 1970, by the clock of the machine. */
  until: number;
};

/** An address on the second origin that needs no token: whoever has it may read, so it is a secret itself. */
export function downloadUrl(
  { tickets, switches, origins }: Tenant,
  origin: string,
  library: Library,
  item: Item,
  more: Pick<DownloadPermit, "version" | "asPdf"> = {},
): string {
  const until = Date.now() + switches.downloadLifetimeSeconds * 1_000;
  const permit: DownloadPermit = { drive: library.id, item: item.id, until, ...more };
  const query = new URLSearchParams({
    UniqueId: item.guid,
    Translate: "false",
    tempauth: `v1.${tickets.seal(permit)}`,
    ApiVersion: "2.0",
  });
  return `${origins.files ?? origin}${library.site.path}/_layouts/15/download.aspx?${query}`;
}
