import type { OutlineEntry } from "../document.ts";
import type { Part, Reading, Selection } from "../reading.ts";
import { Refusal, refusals } from "../refusal.ts";
import { allowOnly } from "../selection.ts";

/** From one heading to the next of any level; the first section of a document may have no heading, then its level is 0. */
export type Section = { level: number; label: string; lines: string[] };

/** What stands beside the main text and is read when asked for by name. */
export type Aside = { name: "comments" | "notes" | "footnotes" | "headers"; label: string; text: string };

export function createSections() {
  const sections: Section[] = [{ level: 0, label: "", lines: [] }];
  return {
    sections,
    line(text: string) {
      const lines = sections.at(-1)?.lines ?? [];
      if (text.trim() !== "" || lines.at(-1) !== "") lines.push(text);
    },
    /** `shown` is the heading as it stands in the text, where that is more than its label. */
    heading(level: number, label: string, shown = label) {
      sections.push({ level, label, lines: [`${"#".repeat(Math.min(level, 6))} ${shown}`, ""] });
    },
  };
}

type Numbered = Section & { number: number };

const partOf = ({ number, label, lines }: Numbered): Part => ({
  part: `section=${number}`,
  label,
  text: lines.join("\n").replace(/^\n+|\n+$/g, ""),
});

const asideOf = ({ name, label, text }: Aside): Part => ({ part: `section=${name}`, label, text });

/** A heading and everything below it, up to the next one of its own level or above. */
function withBelow(all: readonly Numbered[], index: number): Numbered[] {
  const level = all[index]?.level ?? 0;
  const end = all.findIndex((section, at) => at > index && section.level <= Math.max(level, 1));
  // The words before the first heading have nothing below them.
  return level === 0 ? all.slice(index, index + 1) : all.slice(index, end === -1 ? undefined : end);
}

function findSection(all: readonly Numbered[], asked: string): number {
  if (/^\d+$/.test(asked)) return all.findIndex(({ number }) => number === Number(asked));
  const words = asked.toLowerCase().replace(/\s+/g, " ");
  const labels = all.map(({ label }) => label.toLowerCase().replace(/\s+/g, " "));
  const exact = labels.indexOf(words);
  return exact === -1 ? labels.findIndex((label) => label.includes(words)) : exact;
}

/** A document of headings as a reading: all of it, one heading with what is below it, or an aside. `what` names it in a refusal. */
export function readSections(
  sections: readonly Section[],
  asides: readonly Aside[],
  selection: Selection,
  what: string,
): Reading {
  allowOnly(selection, what, ["section"]);
  const present = asides.filter(({ text }) => text !== "");
  const numbered = sections
    .map((section, number) => ({ ...section, number }))
    .filter(({ level, lines }) => level > 0 || lines.some((line) => line.trim() !== ""));
  const hasHeadings = numbered.some(({ level }) => level > 0);
  const outline: OutlineEntry[] = [
    ...numbered
      .filter(() => hasHeadings)
      .map(({ number, level, label }) => ({
        label: level === 0 ? "Before the first heading" : `${"  ".repeat(level - 1)}${label}`,
        part: `section=${number}`,
      })),
    ...present.map(({ name, label }) => ({ label, part: `section=${name}` })),
  ];
  const warnings = new Set<string>();
  const asked = selection.section?.trim();
  if (asked === undefined) {
    const beside = selection.isSearch ? present.map(asideOf) : [];
    return { outline, parts: [...numbered.map(partOf), ...beside], warnings };
  }
  const aside = present.find(({ name }) => name === asked.toLowerCase());
  if (aside) return { outline, parts: [asideOf(aside)], warnings };
  const index = findSection(numbered, asked);
  if (asked === "" || index === -1) {
    const next = "Ask without a section first: the outline names those there are.";
    throw new Refusal(refusals.badAsk("This document has no such section; nothing was read.", next));
  }
  return { outline, parts: withBelow(numbered, index).map(partOf), warnings };
}
