import { expect, test } from "vitest";
import { exchangeWith } from "./exchange-for-tests.ts";
import { limitBody } from "./limit-body.ts";

const step = limitBody();
const kind = (name: string) => expect.objectContaining({ kind: name });

test("JSON of a declared size within the limit may be read", () => {
  expect(() =>
    step(exchangeWith({ "content-length": "1000", "content-type": "application/json; charset=utf-8" })),
  ).not.toThrow();
});

test("other verbs are refused before anything else", () => {
  const exchange = exchangeWith();
  exchange.request.method = "GET";
  expect(() => step(exchange)).toThrow(kind("method_not_allowed"));
});

test.each([["text/plain"], ["application/jsonp"], ["multipart/form-data"], [""]])(
  "the media type %j is refused",
  (type) => {
    expect(() => step(exchangeWith({ "content-type": type }))).toThrow(kind("unsupported_media"));
  },
);

test("a compressed body is refused: it could unfold to any size", () => {
  expect(() => step(exchangeWith({ "content-encoding": "gzip" }))).toThrow(kind("unsupported_media"));
});

test("a body declared too large is refused unread", () => {
  expect(() => step(exchangeWith({ "content-length": String(1024 * 1024 + 1) }))).toThrow(
    kind("body_too_large"),
  );
});
