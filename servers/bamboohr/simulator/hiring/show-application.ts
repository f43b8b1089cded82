import type { Account } from "../account.ts";
import { rowInForce, text } from "../people/person-view.ts";
import type { Application, Job } from "../records.ts";
import { statusById } from "./applicant-statuses.ts";

export function summaryOf({ store }: Account, application: Application) {
  const job = store.jobs.get(application.jobId);
  const { id, firstName, lastName, email, source } = application.applicant;
  return {
    id: Number(application.id),
    appliedDate: application.appliedDate,
    status: {
      id: Number(application.statusId),
      label: statusById(application.statusId)?.name ?? "",
    },
    rating: application.rating,
    applicant: { id: Number(id), firstName, lastName, avatar: null, email, source },
    job: { id: Number(application.jobId), title: { id: null, label: job?.title ?? "" } },
  };
}

export function detailsOf(account: Account, application: Application) {
  const { store } = account;
  const summary = summaryOf(account, application);
  const job = store.jobs.get(application.jobId);
  const comments = store.applicationComments.of(application.id).length;
  return {
    ...summary,
    status: {
      ...summary.status,
      dateChanged: application.statusChanged,
      changedByUser: changer(account, job),
    },
    resumeFileId: null,
    coverLetterFileId: null,
    attachmentCount: 0,
    attachments: [],
    movedTo: [],
    movedFrom: [],
    alsoConsideredForCount: 0,
    duplicateApplicationCount: 0,
    referredBy: null,
    desiredSalary: application.desiredSalary,
    commentCount: comments,
    emailCount: 0,
    eventCount: 1,
    questionsAndAnswers: application.answers.map(({ question, answer }, index) => ({
      question: { id: index + 1, label: question },
      answer: { id: Number(application.id) * 10 + index, label: answer },
      hasRevisions: false,
      isArchived: false,
      archivedDate: null,
      editedDate: null,
      editedEndDate: null,
    })),
    applicationReferences: null,
    applicant: applicantOf(application),
    job: { ...summary.job, hiringLead: job ? leadOf(account, job) : null },
  };
}

function applicantOf({ applicant }: Application) {
  const { id, firstName, lastName, email, phone, source } = applicant;
  return {
    id: Number(id),
    firstName,
    lastName,
    email,
    phoneNumber: phone,
    avatar: null,
    source,
    twitterUsername: null,
    address: {
      addressLine1: null,
      addressLine2: null,
      city: null,
      state: null,
      zipcode: null,
      country: null,
    },
    linkedinUrl: null,
    websiteUrl: null,
    availableStartDate: null,
    education: { institution: null, level: { id: 1, label: "High school" } },
  };
}

const jobTitleOf = ({ store, today }: Account, employeeId: string) => ({
  id: null,
  label: text(rowInForce(store, employeeId, "jobInfo", today)?.values.jobTitle),
});

export function leadOf(account: Account, { hiringLead }: Job) {
  const employee = account.store.employees.get(hiringLead);
  return {
    employeeId: Number(hiringLead),
    firstName: employee?.firstName ?? "",
    lastName: employee?.lastName ?? "",
    avatar: null,
    jobTitle: jobTitleOf(account, hiringLead),
  };
}

/** Whoever leads the hiring stands for everybody who moved an application. */
function changer(account: Account, job: Job | undefined) {
  if (!job) return null;
  const { employeeId, ...lead } = leadOf(account, job);
  return { id: employeeId, ...lead };
}
