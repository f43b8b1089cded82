/** The ways on which people are told and asked. Each is optional, and none is an authority: that is the request's record. */
export const CHANNELS = ["email", "slack"] as const;
export type ChannelName = (typeof CHANNELS)[number];
