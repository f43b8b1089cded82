import type { FieldClass } from "../access/field-classes.ts";
import type { PersonView } from "../people/person-view.ts";

/** One field of a person, as `/meta/fields` lists it and as every way of reading a person knows it. */
export type FieldDefinition = {
  /** Some standard fields have ids with a dot. */
  id: number | string;
  name: string;
  type: string;
  /** Fields without an alias are asked for by id. */
  alias?: string;
  class: FieldClass;
  /** Further names under which the field can be asked for. */
  names?: string[];
  deprecated?: boolean;
  /** The list whose options are the values. */
  list?: string;
  /** Computes the value; without it the value is stored under the alias. Such a field cannot be written. */
  read?: (view: PersonView) => string | null;
  /** The row whose column is the value: writing the field adds a row. */
  column?: { table: "jobInfo" | "employmentStatus" | "compensation"; name: string };
};

/** The key a value is stored under and told by. */
export const keyOf = (field: FieldDefinition): string => field.alias ?? String(field.id);
