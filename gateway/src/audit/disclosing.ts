const METHODS = new Set(["tools/call", "resources/read", "prompts/get", "completion/complete"]);

/** Whether a method discloses what a system holds. Such a request leaves a row, durable before anything of it leaves. */
export const isDisclosing = (method: string): boolean => METHODS.has(method);
