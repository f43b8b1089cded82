import { type DocumentContent, makeDocument } from "@gatehouse/demo";
import { type Content, oddContent, plannedContent } from "../files/content.ts";
import { archiveBomb, encryptedDocument, filler, legacyDocument } from "../files/odd-files.ts";
import { formerEmployee } from "../store/directory.ts";
import { injections } from "./injections.ts";
import type { PlantedFile } from "./planted.ts";
import type { Seeding } from "./seeding.ts";

const kilobyte = 1_024;
const megabyte = 1_024 * kilobyte;
const documents = "Shared Documents";

const confidentialLabel = "2a6f5b1e-6c0d-4e0b-9d43-0f5f1f3f9a11";

/** Files that a reader trips over, all in the first large project. */
export function oddFiles(seeding: Seeding): PlantedFile[] {
  const first = seeding.large[0]?.number ?? "";
  const at = (
    as: string,
    path: string,
    size: number,
    content: Content,
    more: Partial<PlantedFile> = {},
  ): PlantedFile => ({ as, site: first, library: documents, path, size, content, ...more });
  const holder = seeding.directory.idOf(formerEmployee.email);
  return [
    at(
      "scanned",
      "Submittals/Signed delivery note 0417.pdf",
      812 * kilobyte,
      oddContent(() => makeDocument("scan", notePlan())),
    ),
    at(
      "protected",
      "Contract/Price breakdown confidential.docx",
      24 * kilobyte,
      oddContent(encryptedDocument),
    ),
    at("bomb", "Submittals/03 Concrete/Specification 03 30 00.docx", 104 * kilobyte, oddContent(archiveBomb)),
    at("legacy", "Closeout/Operating instructions 1998.doc", 61 * kilobyte, legacyDocument(legacyPlan)),
    at("workbook", "Submittals/Rebar weight list complete.xlsx", 4 * megabyte, {
      ...plannedContent("a.xlsx", weightListPlan),
      words: () => "Rebar weight list",
    }),
    at(
      "drawing",
      "Drawings/S-900 full set.pdf",
      40 * megabyte,
      oddContent(() => filler(40 * megabyte)),
    ),
    at("labelled", "Contract/Negotiation margin.xlsx", 33 * kilobyte, oddContent(encryptedDocument), {
      sensitivityLabel: confidentialLabel,
    }),
    at("checkout", "RFIs/RFI register.xlsx", 88 * kilobyte, plannedContent("a.xlsx", registerPlan), {
      checkedOutBy: holder,
    }),
    at(
      "comment",
      "RFIs/RFI 000 review of the contract sum.docx",
      39 * kilobyte,
      plannedContent("a.docx", reviewPlan),
    ),
    at(
      "vanished",
      "Submittals/Submittal 000 withdrawn.pdf",
      51 * kilobyte,
      plannedContent("a.pdf", registerPlan),
    ),
  ];
}

const weightListRows = 60_000;

const weightListPlan = (): DocumentContent => ({
  title: "Rebar weight list",
  sections: [
    {
      heading: "Weights",
      paragraphs: [],
      table: [
        ["Mark", "Diameter mm", "Length m", "Weight kg"],
        ...Array.from({ length: weightListRows }, (_, row) => [
          `R${row + 1}`,
          String(8 + (row % 5) * 4),
          String(2 + (row % 10)),
          String(row % 97),
        ]),
      ],
    },
  ],
});

const notePlan = (): DocumentContent => ({
  title: "Delivery note 0417",
  sections: [{ heading: "Received", paragraphs: ["12 bundles of rebar, complete and undamaged."] }],
});

const legacyPlan = (): DocumentContent => ({
  title: "Operating instructions",
  sections: [
    {
      heading: "Pumps",
      paragraphs: ["Open the valve before the pump is started.", "Check the oil weekly."],
    },
  ],
});

const registerPlan = (): DocumentContent => ({
  title: "RFI register",
  sections: [
    {
      heading: "Open questions",
      paragraphs: ["Status as of the last meeting."],
      table: [
        ["Number", "Subject", "Status"],
        ["RFI 003", "anchor bolts at grid C4", "Open"],
        ["RFI 007", "slab joint layout", "Answered"],
      ],
    },
  ],
});

const reviewPlan = (): DocumentContent => ({
  title: "Review of the contract sum",
  sections: [{ heading: "Finding", paragraphs: ["The sum in section 2 agrees with the purchase order."] }],
  comments: [{ author: "Outside reviewer", text: injections.comment }],
});

/** Names with what addresses, quotes and other alphabets trip over; the longest has 250 characters. */
export const strangeNames = [
  "Plan #4 50% review.docx",
  "O'Brien & Sons' offer.docx",
  "Übersicht Gründung – Entwurf.docx",
  "施工計画書 第2版.docx",
  "عقد المقاولة.docx",
  `${"Very long name of a submittal ".repeat(9).slice(0, 244)}x.docx`,
  injections.fileName,
];

export const oddNames = (seeding: Seeding): PlantedFile[] =>
  strangeNames.map((name, index) => ({
    as: `name ${index}`,
    site: seeding.large[0]?.number ?? "",
    library: documents,
    path: `Submittals/${name}`,
    size: 21 * kilobyte + index,
    content: plannedContent(name, registerPlan),
  }));
