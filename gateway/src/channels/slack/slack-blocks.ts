import type { KnownBlock } from "@slack/web-api";
import type { RequestText } from "../request-text.ts";

/** A message's blocks, and the line that notifications show. */
export type SlackMessage = { text: string; blocks: KnownBlock[] };

export const ACTIONS = { approve: "approve", reject: "reject", open: "open" } as const;

/** Slack refuses longer texts and more blocks (docs.slack.dev, Block Kit reference). */
const MOST = { header: 150, text: 2_900, warnings: 10 };

const plain = (text: string, most: number = MOST.text) =>
  ({ type: "plain_text", text: [...text].slice(0, most).join(""), emoji: false }) as const;

/** The three characters that mean something in a top-level text (docs.slack.dev, Formatting message text). */
export const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Everything from a request is plain text, which Slack reads nothing into. `mayApprove`: with a button that decides; otherwise every
 * button opens the page.
 */
export function askedMessage(text: RequestText, request: string, mayApprove: boolean): SlackMessage {
  const { link } = text;
  return {
    text: escaped(text.subject),
    blocks: [
      ...bodyOf(text),
      {
        type: "actions",
        block_id: "decide",
        elements: [
          mayApprove ? approveButton(request) : button(ACTIONS.approve, "Approve", link),
          // A rejection needs a reason, and the page asks for it.
          button(ACTIONS.reject, "Reject", link),
          button(ACTIONS.open, "Open", link),
        ],
      },
    ],
  };
}

/** How it ended: no button is left. */
export const settledMessage = (text: RequestText): SlackMessage => ({
  text: escaped(text.subject),
  blocks: [...bodyOf(text), { type: "section", text: plain(text.link) }],
});

export const testMessage = (text: string): SlackMessage => ({
  text: escaped(text),
  blocks: [{ type: "section", text: plain(text) }],
});

function bodyOf({ subject, lead, facts, warnings, next }: RequestText): KnownBlock[] {
  const lines = facts.map(({ label, value }) => `${label}: ${value}`);
  const noted = warnings.slice(0, MOST.warnings).map((warning) => `⚠ ${warning}`);
  const more = warnings.length - noted.length;
  return [
    { type: "header", text: plain(subject, MOST.header) },
    { type: "section", text: plain(lead) },
    { type: "section", text: plain(lines.join("\n")) },
    ...(noted.length > 0
      ? [
          {
            type: "section",
            text: plain([...noted, ...(more > 0 ? [`and ${more} more on the page`] : [])].join("\n")),
          } as const,
        ]
      : []),
    { type: "context", elements: [plain(next)] },
  ];
}

const button = (action: string, label: string, url: string) =>
  ({ type: "button", action_id: action, text: plain(label), url }) as const;

const approveButton = (request: string) =>
  ({
    type: "button",
    action_id: ACTIONS.approve,
    style: "primary",
    text: plain("Approve"),
    value: request,
    confirm: {
      title: plain("Approve this?"),
      text: plain(
        "It is done as soon as enough people have approved. The page shows what changes, from what to what.",
      ),
      confirm: plain("Approve"),
      deny: plain("Not yet"),
    },
  }) as const;
