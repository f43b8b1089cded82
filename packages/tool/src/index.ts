export { argumentsHash, canonicalJson } from "./arguments-hash.ts";
export {
  ALLOWANCE_META,
  ASSERTION,
  ASSERTION_CHECKS,
  STEP_META,
  STEPS,
  type Step,
  TOKEN_EXCHANGE,
} from "./assertion.ts";
export { type CatalogEntry, type CatalogSystem, catalogEntry, catalogSystem, TOOL_NAME } from "./catalog.ts";
export {
  cleanText,
  cleanTexts,
  imperativeWarnings,
  markedText,
  type Oddities,
  oddityWarnings,
  type TextPart,
  textParts,
} from "./clean-text.ts";
export { ERRORS, type ErrorCode, type ErrorResult, errorResult, ToolError, toToolError } from "./errors.ts";
export { type Page, type PageOf, pageFrom, pageFromStart, pageInput, pageOutput } from "./page.ts";
export { LABELS, type Label, type Labels, labelsIn, sensitive, withholder } from "./sensitive.ts";
export { date, detail, money } from "./shapes.ts";
export { structuredText } from "./structured-text.ts";
export {
  type ClientAuthentication,
  defineSystem,
  type Grant,
  type GrantOf,
  type System,
} from "./system.ts";
export {
  type Amount,
  type Call,
  type Caller,
  type Change,
  type Check,
  type Phase,
  type Risk,
  type Tool,
  toolFor,
} from "./tool.ts";
export { addDays, type Compact, compact, cut, daysBetween } from "./values.ts";
export { type Withheld, withheldAs, withheldShape } from "./withheld.ts";
export { type VisibleState, withholdState } from "./withhold-state.ts";
