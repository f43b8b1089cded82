const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether PostgreSQL takes this for an id; what it would not take is the id of nothing. */
export const isUuid = (id: string): boolean => UUID.test(id);
