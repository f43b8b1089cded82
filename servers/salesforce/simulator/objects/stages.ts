/** One stage as a row of OpportunityStage says it. `category` is the API's word, `categoryName` what people read. */
export type Stage = {
  name: string;
  probability: number;
  isClosed: boolean;
  isWon: boolean;
  category: "Pipeline" | "BestCase" | "Forecast" | "Closed" | "Omitted";
  categoryName: "Pipeline" | "Best Case" | "Commit" | "Closed" | "Omitted";
};

const open = (
  name: string,
  probability: number,
  category: Stage["category"] = "Pipeline",
  categoryName: Stage["categoryName"] = "Pipeline",
): Stage => ({ name, probability, isClosed: false, isWon: false, category, categoryName });

/** The sales stages of a new org, in order; what a stage implies for an opportunity that does not say it itself. */
export const stages: readonly Stage[] = [
  open("Prospecting", 10),
  open("Qualification", 10),
  open("Needs Analysis", 20),
  open("Value Proposition", 50),
  open("Id. Decision Makers", 60),
  open("Perception Analysis", 70),
  // The two categories above Pipeline are how sellers say what they count on; Forecast is shown as Commit.
  open("Proposal/Price Quote", 75, "BestCase", "Best Case"),
  open("Negotiation/Review", 90, "Forecast", "Commit"),
  {
    name: "Closed Won",
    probability: 100,
    isClosed: true,
    isWon: true,
    category: "Closed",
    categoryName: "Closed",
  },
  {
    name: "Closed Lost",
    probability: 0,
    isClosed: true,
    isWon: false,
    category: "Omitted",
    categoryName: "Omitted",
  },
];

/** Undefined for a name that no stage has: stages are no restricted picklist, so a write may invent one. */
export const stageCalled = (name: string): Stage | undefined => stages.find((stage) => stage.name === name);
