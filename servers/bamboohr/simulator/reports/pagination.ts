import type { Context } from "hono";

const sizeDefault = 500;
const sizeMaximum = 1_000;

export type Page = { number: number; size: number };

/** Values that make no sense fall back to the defaults instead of being refused. */
export function pageOf(c: Context): Page {
  const whole = (text: string | undefined, otherwise: number) => {
    const value = Number(text);
    return Number.isInteger(value) && value > 0 ? value : otherwise;
  };
  return {
    number: whole(c.req.query("page"), 1),
    size: Math.min(sizeMaximum, whole(c.req.query("page_size"), sizeDefault)),
  };
}

/** A page that does not exist becomes the nearest that does. */
export function paginationOf<Item>(c: Context, all: Item[], { number, size }: Page) {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const current = Math.min(number, pages);
  const link = (page: number) => {
    if (page < 1 || page > pages) return null;
    const url = new URL(c.req.url);
    url.searchParams.set("page", String(page));
    return `${url.pathname}${url.search}`;
  };
  return {
    items: all.slice((current - 1) * size, current * size),
    pagination: {
      total_records: all.length,
      current_page: current,
      total_pages: pages,
      next_page: link(current + 1),
      prev_page: link(current - 1),
    },
  };
}
