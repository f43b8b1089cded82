export const AMARA = "amara.osei@halden.example"; // asks
export const INGRID = "ingrid.solberg@halden.example"; // approves
export const PRIYA = "priya.nair@halden.example"; // approves
export const TOMAS = "tomas.rivera@halden.example"; // asks, and confirms first
export const MEI = "mei.tanaka@halden.example"; // administers
