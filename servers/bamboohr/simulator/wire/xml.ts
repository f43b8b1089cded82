/** One element of the answers that come to whoever does not ask for JSON. */
export type Xml = { name: string; attributes?: Record<string, unknown>; children?: (Xml | string)[] };

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escaped = (value: unknown): string =>
  String(value).replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);

export const element = (
  name: string,
  attributes: Record<string, unknown> = {},
  children: (Xml | string)[] = [],
): Xml => ({ name, attributes, children });

/** Null and undefined attributes are left out; null text is an empty element. */
export function writeXml(root: Xml): string {
  return `<?xml version="1.0"?>\n${write(root)}\n`;
}

function write({ name, attributes = {}, children = [] }: Xml): string {
  const pairs = Object.entries(attributes).filter(([, value]) => value !== null && value !== undefined);
  const open = [name, ...pairs.map(([key, value]) => `${key}="${escaped(value)}"`)].join(" ");
  if (children.length === 0) return `<${open}/>`;
  return `<${open}>${children.map((child) => (typeof child === "string" ? escaped(child) : write(child))).join("")}</${name}>`;
}

/** A list of `<field id="...">value</field>`, the form of rows and of a person [recorded 2026-05]. */
export const fieldElements = (values: Record<string, unknown>): Xml[] =>
  Object.entries(values).map(([id, value]) => element("field", { id }, textOf(value)));

/** Any JSON value as elements named after their keys: the form of the answers nobody recorded [open]. */
export function plainXml(name: string, value: unknown, item = "item"): Xml {
  if (Array.isArray(value))
    return element(
      name,
      {},
      value.map((entry) => plainXml(item, entry)),
    );
  if (typeof value === "object" && value !== null)
    return element(
      name,
      {},
      Object.entries(value).map(([key, entry]) => plainXml(/^\d/.test(key) ? `n${key}` : key, entry)),
    );
  return element(name, {}, textOf(value));
}

function textOf(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === "object" && "value" in value) return [String(value.value)];
  return [String(value)];
}
