// The library's own reader, not a second one: two readers could see two documents in one text.
import { parseDomFromString, xpath } from "@node-saml/node-saml/lib/xml.js";

const XMLDSIG = "http://www.w3.org/2000/09/xmldsig#";
const MORE = "http://www.w3.org/2001/04/xmldsig-more#";
const XMLENC = "http://www.w3.org/2001/04/xmlenc#";
const EXCLUSIVE = [
  "http://www.w3.org/2001/10/xml-exc-c14n#",
  "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
];

/**
 * What a signature may be made with, by the element that names it: SHA-256 and up, and of transforms those of SAML 2.0 core,
 * 5.4.3 and 5.4.4. The library would take SHA-1 as well.
 */
const ALLOWED: Readonly<Record<string, ReadonlySet<string>>> = {
  SignatureMethod: new Set([
    `${MORE}rsa-sha256`,
    `${MORE}rsa-sha384`,
    `${MORE}rsa-sha512`,
    "http://www.w3.org/2007/05/xmldsig-more#sha256-rsa-MGF1",
  ]),
  DigestMethod: new Set([`${XMLENC}sha256`, `${MORE}sha384`, `${XMLENC}sha512`]),
  CanonicalizationMethod: new Set(EXCLUSIVE),
  Transform: new Set([...EXCLUSIVE, `${XMLDSIG}enveloped-signature`]),
};

const NAMED = Object.keys(ALLOWED).map((name) => `local-name()='${name}'`);

/**
 * How many signatures an answer holds. Throws a TypeError where any of them, wherever it stands, is made with what is not
 * allowed, and where the text has a document type: that carries entities, which nobody here needs.
 */
export async function signaturesIn(xml: string): Promise<number> {
  if (/<!DOCTYPE/i.test(xml)) throw new TypeError("The answer has a document type.");
  const document = await parseDomFromString(xml);
  for (const element of xpath.selectElements(document, `//*[${NAMED.join(" or ")}]`)) {
    // With any prefix: the library reads some of these by local name alone.
    const algorithms = xpath.selectAttributes(element, "@*[local-name()='Algorithm']");
    const allowed = ALLOWED[element.localName];
    if (algorithms.length !== 1 || !algorithms.every(({ value }) => allowed?.has(value)))
      throw new TypeError(
        `The answer is signed with an algorithm that is not accepted (${element.localName}).`,
      );
  }
  return xpath.selectElements(document, "//*[local-name()='Signature']").length;
}
