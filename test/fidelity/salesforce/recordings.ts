import type { SharedData } from "../shared-data.ts";

type Recorded = { response: { body: { string: string } } };
export type Field = {
  name: string;
  type: string;
  length: number;
  nillable: boolean;
  relationshipName: string | null;
  referenceTo: string[];
};
export type Describe = {
  name: string;
  fields: Field[];
  childRelationships: { relationshipName: string | null }[];
};

const DESCRIBED = ["Account", "Event", "Lead", "Opportunity", "OpportunityContactRole"];
const folder = "salesforce/describe-recordings";

/** Answers of real orgs, recorded by others: descriptions, a list of objects, rows and aggregates. */
export function recordingsIn(data: SharedData) {
  const cassette = (name: string) => data.yaml(`${folder}/${name}.yaml`) as Recorded;
  const answer = (recorded: Recorded): unknown => JSON.parse(recorded.response.body.string);
  const described = DESCRIBED.map((name) => answer(cassette(`GET_sobjects_${name}_describe`)) as Describe);
  const queries = ["run_until_records_in_org__none_needed", "snowfakery_query_salesforce"]
    .map((name) => data.yaml(`${folder}/TestSnowfakery.test_${name}.yaml`) as { interactions: Recorded[] })
    .flatMap(({ interactions }) => interactions.filter(({ response }) => response !== undefined))
    .map(answer);
  return {
    described: new Map(described.map((each) => [each.name, each])),
    global: answer(cassette("GET_sobjects_Global_describe")),
    queries,
    fixture: (name: string) => data.json(`salesforce/client-fixtures/${name}.json`),
  };
}

export type Recordings = ReturnType<typeof recordingsIn>;
