/** Named staff of the demo company, each with the work and the rights that the roles that ship give them. */
export const AMARA = "amara.osei@halden.example";
export const INGRID = "ingrid.solberg@halden.example";
export const TOMAS = "tomas.rivera@halden.example";
export const PRIYA = "priya.nair@halden.example";
export const DANIEL = "daniel.kowalski@halden.example";
