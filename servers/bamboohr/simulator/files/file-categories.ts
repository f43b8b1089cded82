export type FileCategory = {
  id: string;
  name: string;
  of: "company" | "employee";
  /** Whether people see it who have no right to the section: files in it that are shared with them. */
  mayUpload: boolean;
};

export const fileCategories: FileCategory[] = [
  { id: "10", name: "Workflow Attachments", of: "employee", mayUpload: true },
  { id: "12", name: "Signed Documents", of: "employee", mayUpload: true },
  { id: "13", name: "Resumes and Applications", of: "employee", mayUpload: true },
  { id: "16", name: "Reviews", of: "employee", mayUpload: true },
  { id: "17", name: "Certificates", of: "employee", mayUpload: true },
  { id: "171", name: "Company Files", of: "company", mayUpload: true },
  { id: "174", name: "Policies", of: "company", mayUpload: true },
  { id: "179", name: "Benefits", of: "company", mayUpload: true },
  { id: "182", name: "Management only", of: "company", mayUpload: true },
];

/** Company files in this category are for administrators. */
export const closedCategoryId = "182";

export const categoryById = (id: string): FileCategory | undefined =>
  fileCategories.find((category) => category.id === id);
