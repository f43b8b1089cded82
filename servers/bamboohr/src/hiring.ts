import { cell, day, type Json, list, number, text } from "./wire.ts";

export type Job = {
  id: string;
  title: string;
  department?: string | undefined;
  location?: string | undefined;
  status?: string | undefined;
  posted?: string | undefined;
  applications?: number | undefined;
};

export type Application = {
  id: string;
  name: string;
  email?: string | undefined;
  phone?: string | undefined;
  job: string;
  status?: string | undefined;
  applied?: string | undefined;
  rating?: number | undefined;
  source?: string | undefined;
  desiredPay?: string | undefined;
  answers: { question: string; answer: string }[];
};

const part = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Many values come as `{id, label}`, some as plain texts. */
const label = (value: unknown): string | undefined => text(part(value).label) ?? text(value);

export const jobOf = (row: Json): Job => ({
  id: text(row.id) ?? "",
  title: label(row.title) ?? "",
  department: label(row.department),
  location: label(row.location),
  status: label(row.status),
  posted: day(row.postedDate),
  applications: number(row.totalApplicantsCount),
});

export function applicationOf(row: Json): Application {
  const applicant = part(row.applicant);
  const answers = Array.isArray(row.questionsAndAnswers) ? list(row.questionsAndAnswers) : [];
  return {
    id: text(row.id) ?? "",
    name: [text(applicant.firstName), text(applicant.lastName)].filter(Boolean).join(" "),
    email: text(applicant.email),
    phone: text(applicant.phoneNumber) ?? text(applicant.phone),
    job: label(part(row.job).title) ?? "",
    status: label(row.status),
    applied: day(row.appliedDate),
    rating: number(row.rating),
    source: text(applicant.source),
    desiredPay: cell(row.desiredSalary),
    answers: answers.map((entry) => ({
      question: label(entry.question) ?? "",
      answer: label(entry.answer) ?? "",
    })),
  };
}
