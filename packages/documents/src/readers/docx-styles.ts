import type { Archive } from "../archive/archive.ts";
import { attribute, parseXml } from "../archive/xml.ts";

type Style = { name: string; basedOn?: string; outlineLevel?: number };

const BASES_MAX = 20;

function ownLevel({ name, outlineLevel }: Style): number | undefined {
  const heading = /^heading ([1-9])$/i.exec(name)?.[1];
  if (heading !== undefined) return Number(heading);
  // Outline level 9 means body text (ECMA-376 part 1, 17.3.1.20).
  if (outlineLevel !== undefined) return outlineLevel < 9 ? outlineLevel + 1 : 0;
  return /^title$/i.test(name) ? 1 : undefined;
}

/** Heading level by style id, from 1. Built-in styles carry their English names in every language's Word. */
export function headingLevels(archive: Archive, path: string | undefined): Map<string, number> {
  const styles = new Map<string, Style>();
  let current: Style | undefined;
  if (path !== undefined) {
    parseXml(archive, path, {
      open(name, attributes) {
        const value = attribute(attributes, "val");
        if (name === "style") {
          current = { name: "" };
          styles.set(attribute(attributes, "styleId") ?? "", current);
        } else if (!current || value === undefined) return;
        else if (name === "name") current.name = value;
        else if (name === "basedOn") current.basedOn = value;
        else if (name === "outlineLvl") current.outlineLevel = Number(value);
      },
      close(name) {
        if (name === "style") current = undefined;
      },
    });
  }
  const levels = new Map<string, number>();
  for (const id of styles.keys()) {
    let style = styles.get(id);
    for (let step = 0; style && step < BASES_MAX; step++) {
      const level = ownLevel(style);
      if (level !== undefined) {
        levels.set(id, level);
        break;
      }
      style = style.basedOn === undefined ? undefined : styles.get(style.basedOn);
    }
  }
  return levels;
}
