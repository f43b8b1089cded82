/** What clients say of themselves in `_meta`. */
const saying = (capabilities: object) => ({ "io.modelcontextprotocol/clientCapabilities": capabilities });

export const META = {
  elicitation: saying({ elicitation: { form: {} } }),
  onlyUrls: saying({ elicitation: { url: {} } }),
};
