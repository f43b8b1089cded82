import { addDays, personName, phoneNumber } from "@gatehouse/demo";
import { canary } from "./personal-data.ts";
import { cycle, type Seeding } from "./seeding.ts";

const courses = ["Fall protection", "Confined space", "Trench safety", "Hot work", "Lockout"];
const items = ["Drill set", "Harness", "Radio", "Tablet", "Laser level", "Gas detector"];
const operatorCount = 6;

/** Emergency contacts, education and the company's own tables; six crane operators whose certificate ran out work on a project today. */
export function seedTables(seeding: Seeding): void {
  const random = seeding.random("tables");
  for (const person of seeding.active) {
    seeding.addRow(person.id, "emergencyContacts", {
      name: `${personName(random).first} ${person.record.lastName}`,
      relationship: random.pick(["Spouse", "Parent", "Sibling", "Friend"]),
      homePhone: null,
      mobilePhone: phoneNumber(random),
      email: null,
    });
    if (random.isTrue(0.6)) {
      seeding.addRow(person.id, "employeeEducation", {
        institution: random.pick(["Front Range College", "Mesa Institute", "Prairie State University"]),
        degree: random.pick(["High school", "Apprenticeship", "Associate", "Bachelor"]),
        major: random.pick(["Construction management", "Carpentry", "Accounting", null]),
        startDate: null,
        endDate: addDays(person.hireDate, -random.integer(100, 1_200)),
      });
    }
    if (random.isTrue(0.7)) seedTraining(seeding, person.id, random.integer(0, 4), random.integer(20, 700));
    if (random.isTrue(0.4)) {
      seeding.addRow(person.id, "customAssignedEquipment", {
        customItem: random.pick(items),
        customSerial: `HG-${random.integer(10_000, 99_999)}`,
        customAssignedOn: addDays(seeding.today, -random.integer(10, 500)),
        customReturnedOn: null,
      });
    }
    if (random.isTrue(0.6)) {
      const issued = addDays(seeding.today, -random.integer(30, 700));
      const certificate = random.pick(["OSHA 10", "OSHA 30", "CDL A", "CDL B", "First aid"]);
      addCertificate(seeding, person.id, certificate, issued, addDays(issued, 1_095));
    }
  }
  plantOperators(seeding);
}

function seedTraining(seeding: Seeding, employeeId: string, course: number, daysAgo: number): void {
  seeding.addRow(employeeId, "customSafetyTraining", {
    customCourse: cycle(courses, course),
    customCompleted: addDays(seeding.today, -daysAgo),
    customScore: String(70 + ((course * 13 + daysAgo) % 31)),
    customRemark: null,
  });
}

const addCertificate = (
  seeding: Seeding,
  employeeId: string,
  name: string,
  issued: string,
  expires: string,
): string =>
  seeding.addRow(employeeId, "customCertifications", {
    customCertificate: name,
    customIssued: issued,
    customExpires: expires,
    customIssuer: "State board",
    customLicenceNumber: canary("certificate", Number(employeeId)),
  });

function plantOperators(seeding: Seeding): void {
  const { company, planted, today } = seeding;
  const projects = company.projects.filter(({ stage }) => stage === "active");
  seeding
    .allCalled("Field Technician")
    .filter(({ kind }) => kind === "staff")
    .slice(20, 20 + operatorCount)
    .forEach((person, index) => {
      const expired = addDays(today, -12 * (index + 1));
      const rowId = addCertificate(seeding, person.id, "Crane operator", addDays(expired, -1_095), expired);
      const project = cycle(projects, index).number;
      person.record.customCurrentProject = project;
      person.record.customCraneClass = "Class 2";
      planted.expiredCertificates.push({ employeeId: person.id, rowId, project });
    });
}
