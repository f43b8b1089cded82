import type { Rights } from "../access/rights.ts";
import { childRelationships } from "../objects/index.ts";
import type { ObjectType } from "../objects/object-type.ts";
import { describeField } from "./describe-field.ts";

/** What every list of objects says about one, in the recorded order of keys. */
export function describeBriefly(
  object: ObjectType,
  rights: Rights,
  version: string,
): Record<string, unknown> {
  const mayEdit = rights.mayEdit(object);
  // Flags of features that this org does not have are constants: the shape is what matters, not the feature.
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: mayEdit,
    custom: false,
    customSetting: false,
    deepCloneable: false,
    deletable: mayEdit,
    deprecatedAndHidden: false,
    feedEnabled: object.searchable,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: object.searchable,
    mergeable: ["Account", "Contact", "Case"].includes(object.name),
    mruEnabled: object.searchable,
    name: object.name,
    queryable: true,
    replicateable: object.stamped,
    retrieveable: true,
    searchable: object.searchable,
    triggerable: object.editable,
    undeletable: object.editable,
    updateable: mayEdit,
    urls: briefUrls(object, version),
  };
}

/** Addresses of an object's other resources. Most of them answer 404 here: no tool follows them. */
function briefUrls({ name, searchable }: ObjectType, version: string): Record<string, string> {
  const base = `/services/data/${version}/sobjects/${name}`;
  return {
    compactLayouts: `${base}/describe/compactLayouts`,
    rowTemplate: `${base}/{ID}`,
    ...(searchable && { approvalLayouts: `${base}/describe/approvalLayouts` }),
    ...(searchable && { listviews: `${base}/listviews` }),
    describe: `${base}/describe`,
    quickActions: `${base}/quickActions`,
    layouts: `${base}/describe/layouts`,
    sobject: base,
  };
}

/** The whole description of an object as one person may know it: fields hidden from them are simply missing. */
export function describeObject(
  object: ObjectType,
  rights: Rights,
  version: string,
  origin: string,
): Record<string, unknown> {
  const brief = describeBriefly(object, rights, version);
  const { urls, ...flags } = brief;
  // Keys in alphabetical order, as recorded, so that a recorded description can be compared text by text.
  const whole = {
    actionOverrides: [],
    ...flags,
    childRelationships: describeChildren(object, rights),
    compactLayoutable: object.searchable,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: rights.fields(object).map((field) => describeField(object, field, rights)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [masterRecordType(object, version)],
    searchLayoutable: object.searchable,
    sobjectDescribeOption: "FULL",
    supportedScopes: scopesOf(object),
    urls: {
      ...(urls as Record<string, string>),
      uiDetailTemplate: `${origin}/{ID}`,
      uiEditTemplate: `${origin}/{ID}/e`,
      uiNewRecord: `${origin}/${object.keyPrefix}/e`,
    },
  };
  return Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Relations from other objects, without those that a person may not know of. */
const describeChildren = (object: ObjectType, rights: Rights): Record<string, unknown>[] =>
  childRelationships(object)
    .filter(({ child, field }) => rights.maySee(child) && rights.field(child, field.name) !== undefined)
    .map(({ child, field, name }) => ({
      cascadeDelete: field.cascadeDelete,
      childSObject: child.name,
      deprecatedAndHidden: false,
      field: field.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: name,
      restrictedDelete: false,
    }));

/** The one record type that every object has and nobody made; its id is the same in all orgs. */
const masterRecordType = ({ name }: ObjectType, version: string) => ({
  active: true,
  available: true,
  defaultRecordTypeMapping: true,
  developerName: "Master",
  master: true,
  name: "Master",
  recordTypeId: "012000000000000AAA",
  urls: { layout: `/services/data/${version}/sobjects/${name}/describe/layouts/012000000000000AAA` },
});

/** What may stand in USING SCOPE; without an owner there is nothing to narrow by. */
function scopesOf({ labelPlural, fields }: ObjectType): { label: string; name: string }[] {
  const plural = labelPlural.toLowerCase();
  const all = { label: `All ${plural}`, name: "everything" };
  if (!fields.has("ownerid")) return [all];
  return [all, { label: `My ${plural}`, name: "mine" }, { label: `My team's ${plural}`, name: "team" }];
}
