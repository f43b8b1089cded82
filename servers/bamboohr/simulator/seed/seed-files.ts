import { addDays } from "@gatehouse/demo";
import { closedCategoryId } from "../files/file-categories.ts";
import type { StoredFile } from "../records.ts";
import { injections } from "./injections.ts";
import { cycle, firstId, type Seeding, type SeedPerson, spread } from "./seeding.ts";

const personFileCount = 2_300;
const largeBytes = 6 * 1_024 * 1_024;

/** What the company gives everybody to read: 60 files by title. */
const companyTitles: [categoryId: string, extension: string, titles: string[]][] = [
  [
    "171",
    "docx",
    ["Employee Handbook", "Welcome to Halden", "Organisation", "Site Rules", "Travel Guide", "Office Guide"],
  ],
  ["171", "txt", ["Holiday Calendar", "Contacts", "Opening Hours", "Parking", "Printers", "Badge Desk"]],
  [
    "174",
    "pdf",
    ["Leave Policy", "Safety Policy", "Expense Policy", "Conduct Policy", "Privacy Policy", "Driving Policy"],
  ],
  [
    "174",
    "md",
    ["Remote Work", "Working Hours", "Overtime", "Complaints", "Equal Treatment", "Whistleblowing"],
  ],
  [
    "174",
    "txt",
    ["Dress Code", "Visitors", "Photography", "Social Media", "Gifts", "Devices", "Passwords", "Smoking"],
  ],
  ["179", "pdf", ["Medical Plan", "Dental Plan", "Retirement Plan", "Life Insurance"]],
  [
    "179",
    "md",
    ["Commuter Benefit", "Learning Budget", "Gym", "Employee Assistance", "Parental Leave", "Volunteering"],
  ],
  ["179", "csv", ["Plan Costs", "Contribution Table", "Enrolment Dates", "Provider List"]],
  [
    closedCategoryId,
    "docx",
    ["Pay Bands", "Succession Plan", "Restructuring Notes", "Dismissal Checklist", "Interview Guide"],
  ],
  [
    closedCategoryId,
    "txt",
    ["Open Grievances", "Investigations", "Board Notes", "Retention List", "Severance Terms", "Audit Notes"],
  ],
  [closedCategoryId, "csv", ["Headcount Plan", "Salary Budget", "Bonus Pool"]],
];

const paragraphsOf = (title: string, company: string): string[] => [
  `This is the ${title.toLowerCase()} of ${company}. It applies to everybody who works for the company, at every location.`,
  "Ask your manager first. Where that is not possible, write to the HR team, who answer within two working days.",
  `Changes to the ${title.toLowerCase()} are announced four weeks before they take effect.`,
];

const personTitles: [categoryId: string, extension: string, title: string][] = [
  ["12", "pdf", "Offer Letter"],
  ["12", "txt", "Handbook Receipt"],
  ["13", "docx", "Resume"],
  ["16", "docx", "Annual Review"],
  ["17", "pdf", "Certificate"],
  ["10", "txt", "Equipment Receipt"],
];

export function seedFiles(seeding: Seeding): void {
  let nextId = firstId.file;
  const add = (file: Omit<StoredFile, "id">): string => {
    const id = String(nextId++);
    seeding.store.files.seed({ ...file, id });
    return id;
  };
  seedCompanyFiles(seeding, add);
  seedPersonFiles(seeding, add);
}

type Add = (file: Omit<StoredFile, "id">) => string;

function seedCompanyFiles(seeding: Seeding, add: Add): void {
  const { company, planted, today } = seeding;
  const random = seeding.random("company files");
  const author = seeding.called("HR Manager").record;
  for (const [categoryId, extension, titles] of companyTitles) {
    for (const title of titles) {
      const paragraphs = paragraphsOf(title, company.name);
      const isPlanted = title === "Remote Work";
      const id = add({
        employeeId: null,
        categoryId,
        name: `${title}.${extension}`,
        originalFileName: `${title}.${extension}`,
        createdAt: `${addDays(today, -random.integer(30, 900))}T15:30:07+0000`,
        createdBy: random.isTrue(0.8) ? `${author.firstName} ${author.lastName}` : null,
        isShared: categoryId !== closedCategoryId,
        content: {
          kind: "document",
          extension,
          title,
          paragraphs: isPlanted ? [...paragraphs, injections.companyFile] : paragraphs,
        },
      });
      if (isPlanted) planted.injections.companyFileId = id;
      if (title === "Parking") planted.largeFile = makeLarge(seeding, id);
    }
  }
}

/** One file is far larger than it looks: the same line, over and over. */
function makeLarge({ store }: Seeding, id: string): string {
  const file = store.files.get(id);
  const line = "Parking spaces are numbered from the gate. ";
  if (file?.content.kind === "document")
    file.content = { ...file.content, paragraphs: [line], repeatTo: largeBytes };
  return id;
}

function seedPersonFiles(seeding: Seeding, add: Add): void {
  const { people, company, planted } = seeding;
  const random = seeding.random("files of people");
  const holders = people.filter(({ kind }) => kind !== "future");
  const counts = spread(random, personFileCount * company.scale, holders.length, 2);
  const injected = seeding.allCalled("Carpenter")[9];
  holders.forEach((person, index) => {
    for (let number = 0; number < (counts[index] ?? 0); number++) {
      const isPlanted = person === injected && number === 1;
      const id = addPersonFile(seeding, add, person, number, isPlanted);
      if (isPlanted) planted.injections.employeeFile = { employeeId: person.id, fileId: id };
    }
  });
}

function addPersonFile(
  seeding: Seeding,
  add: Add,
  { id, record, title: work, hireDate }: SeedPerson,
  number: number,
  isPlanted: boolean,
): string {
  const [categoryId, extension, kind] = cycle(personTitles, number);
  const year = Number(seeding.today.slice(0, 4)) - Math.floor(number / personTitles.length);
  const title = `${kind} ${record.firstName} ${record.lastName}`;
  const paragraphs = [
    `${kind} of ${record.firstName} ${record.lastName}, ${work}, kept since ${hireDate}.`,
    kind === "Annual Review"
      ? "Meets expectations. Should lead a small crew next year and take the crane course."
      : "Filed by the HR team. The original lies in the office in Denver.",
  ];
  return add({
    employeeId: id,
    categoryId,
    name: `${kind} ${year}.${extension}`,
    originalFileName: `${kind} ${year}.${extension}`,
    createdAt: `${year}-02-1${number % 9}T22:30:07+0000`,
    createdBy: "Priya Nair",
    isShared: categoryId === "12",
    content: {
      kind: "document",
      extension,
      title,
      paragraphs: isPlanted ? [...paragraphs, injections.employeeFile] : paragraphs,
    },
  });
}
