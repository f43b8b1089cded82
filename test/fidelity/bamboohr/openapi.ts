import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { type Check, problemsOf } from "../schema-check.ts";

type Content = Record<string, { schema?: object }>;
type Response = { $ref?: string; content?: Content };
type Operation = { responses?: Record<string, Response> };
type OpenApi = {
  paths: Record<string, Record<string, Operation>>;
  components: { responses?: Record<string, Response>; schemas?: Record<string, object> };
};

/** What the document says of one answer: a schema of its body, that it is a file, that it has none, or nothing. */
export type Described = { check?: Check; isFile?: boolean; isEmpty?: boolean };

/** The forms in which the document describes refusals; most operations name a status and no form. */
const REFUSALS = ["ProblemDetailsResponse", "ErrorResponse", "WebhookError"];
const MEDIA = ["application/json", "application/problem+json"];

/** Finds and compiles what the vendor's OpenAPI document says of an answer. */
export function openApi(document: OpenApi) {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema(document, "openapi");
  const templates = Object.keys(document.paths).map((template) => ({
    template,
    pattern: patternOf(template),
  }));
  const compiled = new Map<string, Check>();
  const found = new Map<string, string | undefined>();

  const checkAt = (pointer: string): Check => {
    const check = compiled.get(pointer) ?? problemsOf(ajv.compile({ $ref: `openapi#${pointer}` }));
    compiled.set(pointer, check);
    return check;
  };

  return {
    /** Paths with fewer variables come first, so that `/employees/directory` is no employee's id. */
    templateOf(path: string): string | undefined {
      if (found.has(path)) return found.get(path);
      const fitting = templates.filter(({ pattern }) => pattern.test(path)).map(({ template }) => template);
      const template = fitting.toSorted((a, b) => variablesIn(a) - variablesIn(b))[0];
      found.set(path, template);
      return template;
    },

    describe(template: string, method: string, status: number): Described {
      const verb = method.toLowerCase();
      const response = document.paths[template]?.[verb]?.responses?.[status];
      const named = response?.$ref?.split("/").at(-1);
      const content = (named ? document.components.responses?.[named] : response)?.content;
      const media = MEDIA.find((each) => content?.[each]?.schema !== undefined);
      if (content === undefined) return { isEmpty: response !== undefined };
      if (media === undefined) return { isFile: "application/octet-stream" in content };
      const own = ["paths", template, verb, "responses", String(status)];
      const at = named ? ["components", "responses", named] : own;
      return { check: checkAt(`/${[...at, "content", media, "schema"].map(escaped).join("/")}`) };
    },

    /** A refusal that its operation does not describe has no body, or one of the forms that others describe. */
    refusal: (body: unknown): string[] => {
      if (body === undefined) return [];
      const found = REFUSALS.map((name) => checkAt(`/components/schemas/${name}`)(body));
      return found.some((problems) => problems.length === 0) ? [] : (found[0] ?? []);
    },
  };
}

const patternOf = (template: string): RegExp =>
  new RegExp(`^${template.replaceAll(/[.+]/g, "\\$&").replaceAll(/\{\w+\}/g, "[^/]+")}$`);
const variablesIn = (template: string): number => template.match(/\{/g)?.length ?? 0;
/** A segment of a JSON pointer (RFC 6901) in a URI fragment. */
const escaped = (segment: string): string =>
  encodeURIComponent(segment.replaceAll("~", "~0").replaceAll("/", "~1"));
