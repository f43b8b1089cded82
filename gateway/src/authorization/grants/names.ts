/** Grant type of assertions (RFC 7523). */
export const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/** As metadata name the assertions that are taken (draft-ietf-oauth-identity-assertion-authz-grant). */
export const ID_JAG_PROFILE = "urn:ietf:params:oauth:grant-profile:id-jag";

/** The issuer of machines in the directory of people: each is one person there, with its client id as subject. */
export const MACHINE_ISSUER = "gatehouse:machine";
