import { describe, expect, test } from "vitest";
import { slicePages, walkPages } from "./slice-pages.ts";

const list = Array.from({ length: 23 }, (_, index) => index);
const from = (offset: number, limit: number) => list.slice(offset, offset + limit);

describe("slicePages", () => {
  /** A vendor that takes only multiples of its page size. */
  function vendor() {
    const asked: number[] = [];
    const ask = async (offset: number, size: number) => {
      if (offset % size !== 0) throw new Error(`offset ${offset}`);
      asked.push(offset);
      return { items: from(offset, size), hasMore: offset + size < list.length, total: list.length };
    };
    return { ask, asked };
  }

  test.each([1, 3, 4, 5, 7, 10, 22, 23, 30])(
    "gives every part of a list, whatever the page size: %d",
    async (size) => {
      for (const limit of [1, 4, 7, 20])
        for (let offset = 0; offset < 25; offset++) {
          const slice = await slicePages({ offset, limit }, size, vendor().ask);
          expect(slice).toEqual({
            items: from(offset, limit),
            hasMore: offset + limit < list.length,
            total: list.length,
          });
        }
    },
  );

  test("asks for no page it does not need", async () => {
    const { ask, asked } = vendor();
    await slicePages({ offset: 10, limit: 5 }, 5, ask);
    await slicePages({ offset: 7, limit: 5 }, 5, ask);
    expect(asked).toEqual([10, 5, 10]);
  });
});

describe("walkPages", () => {
  /** A vendor whose pages are of any size and name the next one. */
  function vendor(sizes: number[]) {
    const ends = sizes.map((_, index) => sizes.slice(0, index + 1).reduce((sum, size) => sum + size, 0));
    const asked: (number | undefined)[] = [];
    const ask = async (next: number | undefined) => {
      asked.push(next);
      const at = next ?? 0;
      const start = at === 0 ? 0 : (ends[at - 1] as number);
      return { items: from(start, sizes[at] as number), next: at + 1 < sizes.length ? at + 1 : undefined };
    };
    return { ask, asked };
  }

  test.each([[[23]], [[10, 10, 3]], [[1, 0, 12, 0, 0, 10]]])(
    "gives every part of pages of %j",
    async (sizes) => {
      for (const limit of [1, 4, 7, 20])
        for (let offset = 0; offset < 25; offset++) {
          const slice = await walkPages({ offset, limit }, vendor(sizes).ask);
          expect(slice.items).toEqual(from(offset, limit));
          expect(slice.hasMore).toBe(offset + limit < list.length);
        }
    },
  );

  test("stops as soon as the part is there", async () => {
    const { ask, asked } = vendor([10, 10, 3]);
    await walkPages({ offset: 8, limit: 5 }, ask);
    expect(asked).toEqual([undefined, 1]);
  });

  test("does not walk for ever", async () => {
    const endless = async () => ({ items: [1], next: 1 });
    await expect(walkPages({ offset: 100, limit: 5 }, endless, 10)).rejects.toMatchObject({
      code: "invalid_input",
    });
  });
});
