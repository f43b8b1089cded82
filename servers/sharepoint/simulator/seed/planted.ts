import type { Content } from "../files/content.ts";
import type { Access } from "../store/model.ts";

/** A file that the seed puts somewhere on purpose; `site` and `library` by the last part of their address. */
export type PlantedFile = {
  /** Under what the seed finds it again. */
  as: string;
  site: string;
  library: string;
  path: string;
  size: number;
  content: Content;
  access?: Access;
  by?: string;
  age?: number;
  checkedOutBy?: string;
  sensitivityLabel?: string;
};

/** Where something lies: by drive and item, and readable by the path from the site on. */
export type Place = { driveId: string; itemId: string; path: string };

/** Where the oddities lie that tests and tours look for. */
export type Planted = {
  /** Every active project's contract document and its sum; `order` where the ERP holds a purchase order of the same sum. */
  contracts: {
    projectId: string;
    number: string;
    vendorId: string;
    amount: number;
    order?: string;
    place: Place;
  }[];
  /** Two "final" versions of one contract; only the sum of `equal` is the ERP order's. */
  finals: { equal: Place; other: Place; amount: number; otherAmount: number; order: string };
  /** A bid folder that anybody may edit who has the link. */
  anonymousEdit: Place & { url: string };
  /** A guest who belongs to the site of the first large project, but not to its contracts. */
  guestMember: { siteId: string; driveId: string; email: string };
  /** A folder of a closed project that a guest may still read. */
  guestInClosed: Place & { email: string };
  /** A claim inside an open library that only three people may read. */
  restricted: Place & { readers: string[] };
  /** A file without other access than a link of scope `organization`. */
  linkOnly: Place & { url: string };
  /** Checked out by somebody who left. */
  abandonedCheckout: Place & { email: string };
  /** Certificates of the vendors whose insurance the ERP shows as expired. */
  expiredCertificates: { vendorId: string; place: Place }[];
  scanned: Place;
  protectedDocument: Place;
  archiveBomb: Place;
  legacyDocument: Place;
  largeWorkbook: Place;
  largeDrawing: Place;
  labelled: Place;
  oddNames: Place[];
  /** Texts like an instruction: in a list item, a document, a page and a file's name. */
  injections: {
    listItem: { siteId: string; listId: string; itemId: number };
    document: Place;
    page: { siteId: string; pageId: string };
    fileName: Place;
  };
  /** A list with more than 5,000 items. */
  largeList: { siteId: string; listId: string };
  /** Listed, and gone when it is opened; its id stands in `switches.vanished`. */
  vanished: Place;
  /** A folder that `renameDuringDelta` renames once that is set as the switch of that name. */
  renameDuringDelta: { driveId: string; itemId: string; name: string };
};
