import { addDays, type Project } from "@gatehouse/demo";
import { plannedContent } from "../files/content.ts";
import { cycle, type Seeding } from "./seeding.ts";
import type { TreeWriter } from "./tree-writer.ts";

const folderNames = [
  "Archive",
  "Audits",
  "Budgets",
  "Checklists",
  "Contracts",
  "Correspondence",
  "Forms",
  "Guides",
  "Handbooks",
  "Minutes",
  "Plans",
  "Presentations",
  "Reports",
  "Schedules",
  "Training",
  "Vendors",
];
const subjects = [
  "annual plan",
  "travel rules",
  "cost report",
  "onboarding",
  "equipment list",
  "emergency contacts",
  "vendor review",
  "meeting minutes",
  "training matrix",
  "price comparison",
];
const endings = ["docx", "pdf", "xlsx", "docx", "pptx", "md", "csv", "html"];
const kilobyte = 1_024;

/** A department's or the company's papers: folders by kind and year, files round them. */
export function fillPapers(
  seeding: Seeding,
  writer: TreeWriter,
  subject: string,
  goal: { folders: number; files: number },
): void {
  const folders = foldersUntil(seeding, writer, goal.folders);
  for (let index = 0; writer.count.files < goal.files; index++) {
    const topic = cycle(subjects, index * 3 + writer.count.folders);
    const name = `${topic.replace(/^./, (letter) => letter.toUpperCase())} ${index + 1}.${cycle(endings, index)}`;
    const date = addDays(seeding.company.today, -((index * 11) % 600));
    const content = plannedContent(name, () => ({
      title: `${subject}: ${topic} ${index + 1}`,
      sections: [
        { heading: "Purpose", paragraphs: [`Kept by ${subject} since ${date}.`, "Reviewed once a year."] },
        {
          heading: "Figures",
          paragraphs: ["Figures of the last three quarters."],
          table: [
            ["Quarter", "Value"],
            ...[1, 2, 3].map((q) => [`Q${q}`, String((index * 37 + q * 11) % 500)]),
          ],
        },
      ],
    }));
    const path = folders.length === 0 ? name : `${cycle(folders, index)}/${name}`;
    writer.file(path, { size: writer.random.integer(12, 900) * kilobyte, content });
  }
}

function foldersUntil({ company }: Seeding, writer: TreeWriter, goal: number): string[] {
  const year = Number(company.today.slice(0, 4));
  const folders: string[] = [];
  for (let index = 0; writer.count.folders < goal; index++) {
    const name = cycle(folderNames, index);
    const round = Math.floor(index / folderNames.length);
    const path = round === 0 ? name : `${name}/${year + 1 - round}`;
    writer.folder(path);
    folders.push(path);
  }
  return folders;
}

/** Reports from the site of a large project, one folder per month. */
export function fillReports(
  { company }: Seeding,
  writer: TreeWriter,
  project: Project,
  goal: { folders: number; files: number },
): void {
  const months = Array.from({ length: goal.folders }, (_, index) =>
    addDays(`${company.today.slice(0, 7)}-15`, -30 * index).slice(0, 7),
  );
  for (const month of months) writer.folder(month);
  for (let index = 0; writer.count.files < goal.files; index++) {
    const month = cycle(months, index);
    const name = `Field report ${month} ${String(index + 1).padStart(3, "0")}.${cycle(["docx", "md", "csv"], index)}`;
    const content = plannedContent(name, () => ({
      title: `${project.number} field report ${index + 1}`,
      sections: [
        {
          heading: "Weather and crew",
          paragraphs: [`Crew of ${6 + (index % 9)}, dry, ${8 + (index % 15)} degrees.`],
        },
        { heading: "Work done", paragraphs: ["Formwork, rebar and pour at the east side.", "No accident."] },
      ],
    }));
    writer.file(`${month}/${name}`, { size: writer.random.integer(9, 120) * kilobyte, content });
  }
}
