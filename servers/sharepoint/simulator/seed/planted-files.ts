import type { DocumentContent } from "@gatehouse/demo";
import { plannedContent } from "../files/content.ts";
import type { SharingLink } from "../store/model.ts";
import {
  type Contract,
  contractFolder,
  contractName,
  contractPlan,
  contracts,
  doubledOrder,
  money,
} from "./contract.ts";
import { oddFiles, oddNames } from "./odd-planted.ts";
import type { PlantedFile } from "./planted.ts";
import { projectFolder, type Seeding } from "./seeding.ts";

const kilobyte = 1_024;
const documents = "Shared Documents";

export const otherAmount = (amount: number): number => Math.round(amount * 1.04 * 100) / 100;

/** Every file that is planted, in whatever library; quick to list, because contents are made later. */
export function plantedFiles(seeding: Seeding): PlantedFile[] {
  const all = contracts(seeding);
  return [
    ...all.flatMap((contract, index) => contractFiles(seeding, contract, index)),
    ...oddFiles(seeding),
    ...oddNames(seeding),
    ...restrictedFiles(seeding),
    ...certificates(seeding),
  ];
}

/** Where a project's documents stand: its own site, or its folder in the shared one. */
const homeOf = (seeding: Seeding, contract: Pick<Contract, "project">) => ({
  site: seeding.large.includes(contract.project) ? contract.project.number : "projects",
  library: documents,
  folder: contractFolder(seeding, contract.project),
});

function contractFiles(seeding: Seeding, contract: Contract, index: number): PlantedFile[] {
  const { folder, ...home } = homeOf(seeding, contract);
  const name = contractName(contract);
  const file = (as: string, fileName: string, plan: () => DocumentContent): PlantedFile => ({
    as,
    ...home,
    path: `${folder}/${fileName}`,
    size: (46 + (index % 9)) * kilobyte + 217,
    content: plannedContent(fileName, plan),
    by: seeding.managerOf(contract.project),
    age: 300,
  });
  if (contract.order !== doubledOrder) {
    return [file(`contract ${contract.project.id}`, name, () => contractPlan(seeding, contract))];
  }
  const equal = name.replace(".docx", " FINAL.docx");
  const other = name.replace(".docx", " FINAL v2.docx");
  const dearer = { ...contract, amount: otherAmount(contract.amount) };
  return [
    file(`contract ${contract.project.id}`, equal, () => contractPlan(seeding, contract)),
    file("other final", other, () =>
      contractPlan(seeding, dearer, `Supersedes the version over ${money(contract.amount)}.`),
    ),
  ];
}

export const claimReaders = ["ingrid.solberg", "amara.osei"].map((name) => `${name}@halden.example`);

/** What lies in an open library and is not open: a claim, and a file that only a link leads to. */
function restrictedFiles(seeding: Seeding): PlantedFile[] {
  const { directory, called, small } = seeding;
  const project = small[0];
  if (!project) return [];
  const readers = [...claimReaders.map(directory.idOf), ...called("Chief Financial Officer")];
  return [
    {
      as: "restricted",
      site: "projects",
      library: documents,
      path: `${contractFolder(seeding, project)}/Claim for delay damages.docx`,
      size: 57 * kilobyte,
      content: plannedContent("a.docx", () => ({
        title: `Claim for delay damages, ${project.number}`,
        sections: [
          {
            heading: "Claim",
            paragraphs: ["Retaining wall delay: 412,000.00 are claimed.", "Privileged and confidential."],
          },
        ],
      })),
      access: {
        inherits: false,
        grants: readers.map((person, index) => ({ id: `claim${index}`, role: "write", person })),
      },
      by: readers[0] ?? "",
    },
    {
      as: "link only",
      site: "human-resources",
      library: documents,
      path: "Forms/Parking form.docx",
      size: 18 * kilobyte,
      content: plannedContent("a.docx", () => ({
        title: "Parking form",
        sections: [{ heading: "Request", paragraphs: ["Name, plate and place of the car."] }],
      })),
      access: { inherits: true, grants: [{ id: "parking", role: "read", link: parkingLink }] },
    },
  ];
}

export const parkingLink: SharingLink = {
  type: "view",
  scope: "organization",
  url: "https://halden.sharepoint.com/:w:/s/human-resources/EParkingFormForEverybody01",
  people: [],
};

/** Certificates of insurance; those of the vendors whose insurance has run out in the ERP say so too. */
function certificates({ company }: Seeding): PlantedFile[] {
  const insured = company.vendors.filter(
    ({ insuranceExpiry, isActive }) => isActive && insuranceExpiry !== null,
  );
  const expired = insured.filter(({ insuranceExpiry }) => (insuranceExpiry ?? "") < company.today);
  const valid = insured.filter((vendor) => !expired.includes(vendor)).slice(0, 20);
  return [...expired, ...valid].map((vendor) => ({
    as: `certificate ${vendor.id}`,
    site: "operations",
    library: documents,
    path: `Vendors/Certificate of insurance ${vendor.number}.pdf`,
    size: 74 * kilobyte + Number(vendor.id),
    content: plannedContent("a.pdf", () => ({
      title: `Certificate of insurance, ${vendor.name} (${vendor.number})`,
      sections: [
        {
          heading: "General liability",
          paragraphs: [
            "Each occurrence 2,000,000.00, aggregate 4,000,000.00.",
            `Policy period ends ${vendor.insuranceExpiry}.`,
          ],
        },
      ],
    })),
  }));
}

/** A folder of a bid that anybody may edit who has the link. */
export function anonymousFolder(seeding: Seeding) {
  const project = seeding.awarded[0];
  return {
    path: project ? `${projectFolder(project)}/Bids` : "Bids",
    url: "https://halden.sharepoint.com/:f:/s/projects/EBidFolderForAnybodyAtAll01",
  };
}

/** A folder of a closed project that a guest may still read. */
export function guestFolder({ closed, directory }: Seeding) {
  const project = closed[0];
  const guest = directory.guests.at(-1);
  if (!project || !guest) throw new Error("The demo company has no closed project or no guest.");
  return { project, path: projectFolder(project), guest };
}
