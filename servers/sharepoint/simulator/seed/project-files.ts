import type { DocumentContent } from "@gatehouse/demo";
import { addDays, type Project, type Random } from "@gatehouse/demo";
import { plannedContent } from "../files/content.ts";
import { cycle, type Seeding } from "./seeding.ts";
import type { TreeWriter } from "./tree-writer.ts";

/** The folders of every active project. */
const projectFolders = ["Contract", "RFIs", "Submittals", "Drawings", "Safety", "Photos", "Closeout"];

/** Before work starts there is little more than bids. */
const awardedFolders = ["Bids", "Contract", "Correspondence"];

const below: [folder: string, name: string][] = [
  ["Submittals", "03 Concrete"],
  ["Drawings", "Structural"],
  ["RFIs", "Answered"],
  ["Photos", "Site"],
  ["Drawings", "Architectural"],
  ["Submittals", "05 Metals"],
  ["Safety", "Toolbox talks"],
  ["Photos", "Progress"],
  ["Submittals", "08 Openings"],
  ["Drawings", "Electrical"],
  ["Safety", "Inspections"],
  ["Closeout", "Warranties"],
  ["Drawings", "Mechanical"],
  ["Submittals", "23 Mechanical"],
  ["RFIs", "Open"],
];

export const topics = [
  "anchor bolts at grid C4",
  "retaining wall drainage",
  "door hardware set 7",
  "fire rating of the stair enclosure",
  "slab joint layout",
  "roof curb dimensions",
  "conduit routing above the lobby",
  "concrete mix design",
  "waterproofing at the elevator pit",
  "steel connection at the mezzanine",
  "curtain wall anchors",
  "site drainage at the east entrance",
];

const sentences = [
  "The drawing and the specification differ; the stricter one was priced.",
  "The crew waits for an answer before it goes on with this area.",
  "No change of the contract sum is expected.",
  "The architect was asked to confirm the detail in writing.",
  "Delivery takes three weeks from release.",
  "The inspection was passed without remarks.",
];

/** Fills one project: folders in a fixed order until there are `folders` of them, then files round the folders until there are `files`. */
export function fillProject(
  seeding: Seeding,
  writer: TreeWriter,
  project: Project,
  base: string,
  goal: { folders: number; files: number },
): void {
  const at = (path: string) => (base === "" ? path : `${base}/${path}`);
  const active = [...projectFolders, ...below.map(([folder, name]) => `${folder}/${name}`)];
  const wished = project.stage === "awarded" ? awardedFolders : active;
  const folders = wished.slice(0, goal.folders);
  for (const path of folders) writer.folder(at(path), { age: 420 });
  for (let index = 0; writer.count.files < goal.files; index++) {
    const path = cycle(folders, index);
    const { name, size, plan } = fileFor(writer.random, project, path.split("/")[0] ?? "", index);
    writer.file(at(`${path}/${name}`), { size, content: plannedContent(name, () => plan(seeding)) });
  }
}

type Drawn = { name: string; size: number; plan: (seeding: Seeding) => DocumentContent };

const kilobyte = 1_024;

/** A file as it is found in this kind of folder; `index` keeps its name unlike any other's. */
function fileFor(random: Random, project: Project, folder: string, index: number): Drawn {
  const topic = random.pick(topics);
  const number = String(index + 1).padStart(3, "0");
  const plain = (name: string, title: string, size: number): Drawn => ({
    name,
    size,
    plan: (seeding) => letterPlan(seeding, project, title, topic, index),
  });
  const small = random.integer(14, 400) * kilobyte + random.integer(0, 1_023);
  const large = random.integer(700, 9_500) * kilobyte + random.integer(0, 1_023);
  switch (folder) {
    case "Contract":
      return plain(`Change order ${number} ${topic}.docx`, `Change order ${number}: ${topic}`, small);
    case "RFIs":
      return plain(
        `RFI ${number} ${topic}.${random.pick(["docx", "docx", "pdf"])}`,
        `RFI ${number}: ${topic}`,
        small,
      );
    case "Submittals":
      return plain(
        `Submittal ${number} ${topic}.${random.pick(["docx", "pdf", "xlsx"])}`,
        `Submittal ${number}: ${topic}`,
        small,
      );
    case "Drawings":
      return plain(
        `${random.pick(["A", "S", "M", "E"])}-${number} ${topic}.${random.pick(["pdf", "dwg"])}`,
        topic,
        large,
      );
    case "Safety":
      return plain(
        `Toolbox talk ${number} ${topic}.${random.pick(["docx", "md", "pptx"])}`,
        `Toolbox talk: ${topic}`,
        small,
      );
    case "Photos":
      return plain(`IMG_${4_000 + index}.jpg`, `Photo ${index}`, large);
    default:
      return plain(
        `${folder} ${number} ${topic}.${random.pick(["pdf", "xlsx", "csv", "html"])}`,
        `${folder}: ${topic}`,
        small,
      );
  }
}

function letterPlan(
  { company }: Seeding,
  project: Project,
  title: string,
  topic: string,
  index: number,
): DocumentContent {
  const date = addDays(company.today, -((index * 5) % 200));
  return {
    title: `${project.number} ${title}`,
    sections: [
      {
        heading: "Subject",
        paragraphs: [
          `${topic}, project ${project.number} ${project.name}, ${date}.`,
          cycle(sentences, index),
        ],
      },
      {
        heading: "Answer",
        paragraphs: [cycle(sentences, index + 1), cycle(sentences, index + 4)],
        table: [
          ["Step", "Due", "Status"],
          ["Asked", date, "done"],
          ["Answered", addDays(date, 7), index % 3 === 0 ? "open" : "done"],
        ],
      },
    ],
  };
}
