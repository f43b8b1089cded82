/** Words of SQL that may stand where an alias would. */
const KEYWORDS = new Set(
  "on where order group by inner left join select and or union fetch having cross full outer as".split(" "),
);

/** The columns that a query names, as `table.column`. Names are read off its text: every column of ours bears the alias of its table. */
export function columnsIn(query: string): string[] {
  const text = query.replaceAll(/'(?:[^']|'')*'/g, "''").toLowerCase();
  const aliases = new Map<string, string>();
  for (const [, table = "", alias = ""] of text.matchAll(
    /\b(?:from|join)\s+([a-z]\w*)(?:\s+(?:as\s+)?([a-z]\w*))?/g,
  )) {
    aliases.set(alias === "" || KEYWORDS.has(alias) ? table : alias, table);
  }
  const named = [...text.matchAll(/\b([a-z]\w*)\.([a-z]\w*)\b(?!\s*\()/g)].flatMap(
    ([, alias = "", column = ""]) => {
      const table = aliases.get(alias);
      return table ? [`${table}.${column}`] : [];
    },
  );
  return [...new Set(named)];
}
