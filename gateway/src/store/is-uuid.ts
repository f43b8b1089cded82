const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether this is an id as PostgreSQL writes one, in lower case. Anything else is the id of nothing, and is not asked for. */
export const isUuid = (id: string): boolean => UUID.test(id);
