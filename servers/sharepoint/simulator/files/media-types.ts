const office = "application/vnd.openxmlformats-officedocument";

const mediaTypes: Record<string, string> = {
  docx: `${office}.wordprocessingml.document`,
  xlsx: `${office}.spreadsheetml.sheet`,
  pptx: `${office}.presentationml.presentation`,
  doc: "application/msword",
  pdf: "application/pdf",
  csv: "text/csv",
  md: "text/markdown",
  html: "text/html",
  txt: "text/plain",
  jpg: "image/jpeg",
  png: "image/png",
  dwg: "image/vnd.dwg",
  zip: "application/zip",
};

export const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

export const mediaTypeOf = (name: string): string => mediaTypes[endingOf(name)] ?? "application/octet-stream";

/** What Graph can turn into PDF. */
export const convertible = new Set(
  "csv doc docx odp ods odt pot potm potx pps ppsx ppsxm ppt pptm pptx rtf xls xlsx".split(" "),
);

/** Web viewers that SharePoint links to: `w`, `x` and `p` of Office, `b` for PDF, `i` for pictures, `u` for the rest. */
export function viewerOf(name: string): string {
  const ending = endingOf(name);
  if (/^doc/.test(ending)) return "w";
  if (/^xls|^csv$/.test(ending)) return "x";
  if (/^ppt/.test(ending)) return "p";
  if (ending === "pdf") return "b";
  return /^(jpe?g|png|gif)$/.test(ending) ? "i" : "u";
}
