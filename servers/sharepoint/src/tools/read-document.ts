import { type DocumentAnswer, type DocumentAsk, readDocument as readBytes } from "@gatehouse/documents";
import { compact, ToolError } from "@gatehouse/tool";
import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { pageWithText } from "../pages.ts";
import { type Place, saidPath, thingOf, wrongKind } from "../places.ts";
import { place } from "../shapes.ts";
import { defineTool, type SharePoint } from "../sharepoint.ts";
import { timeOf } from "../values.ts";

const part = (what: string) => z.string().trim().min(1).max(200).optional().describe(what);

const input = z.strictObject({
  ref: place("Document or page"),
  pages: part("Of a PDF or slides: 3 or 1,4-6"),
  sheet: part("Name or number"),
  range: part("Cells, as A1:D20"),
  section: part("Number or heading of the outline, or comments, notes"),
  find: part("Only lines with these words"),
  max_chars: z.int().min(200).max(LIMITS.textCharactersMax).default(LIMITS.textCharacters),
  offset: z.int().min(0).max(1_000_000_000).default(0).describe("next_offset of the previous answer"),
});

export const readDocument = defineTool({
  name: "sharepoint_read_document",
  title: "Read a document",
  description:
    "The text of a Word, Excel, PowerPoint, PDF, CSV, Markdown, HTML or text file, or of a page, with an outline whose parts can be " +
    "asked for by pages, sheet, section or range. Long texts go on at next_offset. Use find to look for words in a long one. " +
    "Scanned, protected and labelled files have no text here, and the answer says so.",
  phase: 1,
  risk: "read",
  input,
  output: z.object({
    ref: z.string(),
    path: z.string(),
    modified: z.string().optional(),
    outline: z.array(z.object({ label: z.string(), part: z.string() })).optional(),
    text: z.string(),
    next_offset: z.number().optional(),
    warnings: z.array(z.string()),
  }),
  example: { ref: "J-25033 / Documents / Contract / Contract J-25033 FINAL.docx", max_chars: 2_000 },

  async handler({ api, input, signal }) {
    const found = await api.find(input.ref, signal);
    const { answer, modifiedAt } = await contentOf(api, found, input, signal);
    const { outline, text, nextOffset, warnings } = answer;
    return {
      ref: api.refOf(thingOf(found)),
      path: saidPath(found),
      text,
      warnings,
      ...compact({
        modified: timeOf(modifiedAt),
        next_offset: nextOffset,
        outline: isStart(input) && outline.length > 1 ? outline.slice(0, LIMITS.outlineMax) : undefined,
      }),
    };
  },
});

type Input = z.output<typeof input>;

/** The outline is the same for every part, so it comes once. */
const isStart = ({ offset, pages, sheet, range, section, find }: Input): boolean =>
  offset === 0 && [pages, sheet, range, section, find].every((part) => part === undefined);

type Content = { answer: DocumentAnswer; modifiedAt: string | undefined };

async function contentOf(api: SharePoint, found: Place, input: Input, signal: AbortSignal): Promise<Content> {
  const { pages, sheet, range, section, find, max_chars, offset } = input;
  const ask: DocumentAsk = { pages, sheet, range, section, find, maxCharacters: max_chars, offset };
  if (found.kind === "item") {
    const { item, isAlone } = found;
    const reading = api.readFile({ item, ask, signal });
    const answer = await reading.catch((error: unknown) => {
      throw isAlone ? byLinkOnly(error) : error;
    });
    return { answer, modifiedAt: item.modifiedAt };
  }
  if (found.kind !== "page") throw wrongKind("no document or page");
  const siteId = found.site.id;
  const { html, modifiedAt } = await pageWithText(api.calls, { siteId, pageId: found.page.id, signal });
  const person = api.caller.id;
  const answer = await readBytes({ name: "page.html", bytes: Buffer.from(html), ask, person, signal });
  return { answer, modifiedAt };
}

/** Graph shows the facts of a file to whoever has its sharing link, and its content only once the link was opened. */
function byLinkOnly(error: unknown): unknown {
  if (!(error instanceof ToolError) || error.code !== "not_found") return error;
  return new ToolError(
    "not_found",
    "You may open this by its sharing link alone; its content was not read.",
    {
      cause: error.cause,
      next: "Open the link once in a browser, then repeat the call.",
    },
  );
}
