export { type Checked, readConfig, type Settings, settingsFrom } from "./config/settings.ts";
export { type Gateway, openGateway } from "./gateway.ts";
