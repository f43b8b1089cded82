// Draws one request from what the gateway says of it. Speaks with the host that shows it (MCP Apps 2026-01-26), and with nobody else.
{
  const VERSION = "2026-01-26";
  const CARD_META = "gatehouse/card";
  /** What was drawn from an answer older than this may have moved on; a host draws old conversations from old answers. */
  const STALE_MS = 60_000;

  const host = window.parent;
  const waiting = new Map();
  const place = {};
  let can = {};
  let card;
  let isBusy = false;
  let lastId = 0;

  const at = (id) => document.getElementById(id);

  // The host: JSON-RPC by messages.

  const send = (message) => host.postMessage({ jsonrpc: "2.0", ...message }, "*");

  const ask = (method, params) =>
    new Promise((resolve, reject) => {
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      send({ id: lastId, method, params });
    });

  const HEARD = {
    "ui/notifications/tool-result": (result) => show(result),
    "ui/notifications/tool-cancelled": () => say("The call was cancelled. Nothing is shown here."),
    "ui/notifications/host-context-changed": (context) => settle(context),
  };
  const ANSWERED = new Set(["ping", "ui/resource-teardown"]);

  const receive = ({ id, method, params, result, error }) => {
    if (method === undefined) {
      const asked = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) asked?.resolve(result);
      else asked?.reject(error);
    } else if (id === undefined) HEARD[method]?.(params ?? {});
    else if (ANSWERED.has(method)) send({ id, result: {} });
    else send({ id, error: { code: -32601, message: "A card does not do this." } });
  };

  addEventListener("message", ({ source, data }) => {
    if (source === host && data?.jsonrpc === "2.0") receive(data);
  });

  /** Takes over how the host looks: light or dark, its fonts, and where the person is. */
  const settle = (context) => {
    const { theme, styles, locale, timeZone } = context;
    const root = document.documentElement.style;
    if (theme === "light" || theme === "dark") root.colorScheme = theme;
    for (const name of ["--font-sans", "--font-mono"])
      if (styles?.variables?.[name]) root.setProperty(name, styles.variables[name]);
    Object.assign(place, { ...(locale && { locale }), ...(timeZone && { timeZone }) });
    if (card !== undefined) draw();
  };

  // Drawing: elements and texts, never markup.

  const make = (name, className, ...children) => {
    const node = document.createElement(name);
    if (className) node.className = className;
    node.append(...children.flat().filter((child) => child !== undefined && child !== ""));
    return node;
  };

  const texts = (pieces) =>
    make(
      "span",
      "value",
      pieces.map((piece) =>
        typeof piece === "string"
          ? piece
          : make("span", "mark", make("span", "unseen", "invisible character "), piece.mark),
      ),
    );

  const shown = ({ none, text, more }) => {
    if (none !== undefined) return [make("span", "empty", none)];
    return [
      texts(text),
      more === undefined ? "" : make("span", "empty", ` … ${more} more characters on the request's page`),
    ];
  };

  const moment = (iso) => {
    const options = { dateStyle: "medium", timeStyle: "short" };
    try {
      return new Intl.DateTimeFormat(place.locale, { ...options, timeZone: place.timeZone }).format(
        new Date(iso),
      );
    } catch {
      return new Intl.DateTimeFormat("en", options).format(new Date(iso));
    }
  };

  const time = (iso) => {
    const node = make("time", "", moment(iso));
    node.dateTime = iso;
    return node;
  };

  const cell = (head, className, ...children) => {
    const node = make("td", className, make("span", "", ...children));
    node.dataset.head = head;
    return node;
  };

  const headOf = (text, scope) => {
    const node = make("th", "", text);
    node.scope = scope;
    return node;
  };

  const table = (fields) => {
    const heads = fields[0].before === undefined ? ["Field", "Value"] : ["Field", "Before", "After"];
    const rows = fields.map(({ path, kind, before, after }) => {
      const name = headOf(texts(path), "row");
      if (before !== undefined) name.append(" ", make("span", `tag ${kind}`, kind));
      return make(
        "tr",
        "",
        name,
        before === undefined ? "" : cell("Before", "before", ...shown(before)),
        cell(heads.at(-1), "after", ...shown(after)),
      );
    });
    return make(
      "table",
      "",
      make("caption", "unseen", "What changes"),
      make(
        "thead",
        "",
        make(
          "tr",
          "",
          heads.map((head) => headOf(head, "col")),
        ),
      ),
      make("tbody", "", rows),
    );
  };

  const listOf = (title, items) =>
    items.length === 0
      ? []
      : [
          make("h2", "", title),
          make(
            "ul",
            "",
            items.map((item) => make("li", "", ...item)),
          ),
        ];

  const factOf = (fact) =>
    make("div", "", make("dt", "", fact.name), make("dd", "", fact.at ? time(fact.at) : texts(fact.text)));

  const draw = () => {
    const { state, fields, notes, checks, facts, decisions } = card;
    at("place").replaceChildren(texts(card.place));
    at("heading").replaceChildren(texts(card.heading));
    at("request").replaceChildren(
      make("p", `standing ${state.look}`, make("span", "tag", state.word), " ", texts(card.sentence)),
      ...(fields.length > 0 ? [make("h2", "", "What changes"), table(fields)] : []),
      ...notes.map((note) => make("p", "note", texts(note))),
      ...listOf(
        "Checks",
        checks.map(({ outcome, word, message }) => [
          make("span", `tag ${outcome}`, word),
          " ",
          texts(message),
        ]),
      ),
      ...listOf(
        "Decisions",
        decisions.map(({ by, decision, at: when, note }) => [
          texts(by),
          ` ${decision}, `,
          time(when),
          ...(note === undefined ? [] : [": “", texts(note), "”"]),
        ]),
      ),
      make("dl", "", facts.map(factOf)),
    );
    at("open").hidden = can.openLinks === undefined;
    at("refresh").hidden = can.serverTools === undefined || state.isFinal;
    at("withdraw").hidden = can.serverTools === undefined || !card.mayWithdraw;
    const others = state.name === "pending" ? "You asked for this, so others decide. " : "";
    const where = can.openLinks === undefined ? ` Its page: ${card.link}` : "";
    at("fine").replaceChildren(others, "As of ", time(card.at), ".", where);
  };

  const say = (text) => {
    at("notice").textContent = text;
  };

  // Answers, and what the person does.

  const cardIn = (result) => result?._meta?.[CARD_META];

  /** What an answer says beside its data, with everything invisible by its code point. */
  const wordsOf = (result) => {
    const first = (result?.content ?? []).find(({ type }) => type === "text")?.text ?? "";
    return first.replace(
      /[^\P{C}\n]|[^\P{Z} ]/gu,
      (character) => `[U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`,
    );
  };

  const show = (result) => {
    const found = cardIn(result);
    if (found === undefined) {
      at("heading").textContent = result.isError ? "What Gatehouse said" : "There is nothing to wait for";
      say(wordsOf(result));
      return;
    }
    card = found;
    draw();
    say("");
    if (!card.state.isFinal && can.serverTools && Date.now() - Date.parse(card.at) > STALE_MS)
      void look(() => {});
  };

  /** Calls a tool of the gateway on the request, as whoever signed in to the client, and draws what it says. */
  const look = async (told, name = "gatehouse_get_request") => {
    if (isBusy || card === undefined) return;
    isBusy = true;
    document.body.setAttribute("aria-busy", "true");
    const before = card.state.name;
    try {
      const result = await ask("tools/call", { name, arguments: { id: card.id } });
      if (cardIn(result) === undefined) say(wordsOf(result) || "There was no answer to draw.");
      else {
        card = cardIn(result);
        draw();
        told(card.state.name !== before);
        if (card.state.name !== before) tellModel();
      }
    } catch {
      say("Your client did not pass this on. Open the request's page instead.");
    } finally {
      isBusy = false;
      document.body.removeAttribute("aria-busy");
      // A button that went away must not take the keyboard with it.
      if (document.activeElement === document.body || document.activeElement?.hidden) at("heading").focus();
    }
  };

  /** The conversation learns what the person has seen or done here. */
  const tellModel = () => {
    if (can.updateModelContext === undefined) return;
    const text = `Request ${card.id} at Gatehouse: ${card.state.word}.`;
    ask("ui/update-model-context", { content: [{ type: "text", text }] }).catch(() => {});
  };

  at("refresh").addEventListener("click", () =>
    look((hasMoved) => say(hasMoved ? `It has moved on: ${card.state.word}.` : "Nothing has changed since.")),
  );
  at("withdraw").addEventListener("click", () => look(() => say("It is withdrawn."), "gatehouse_withdraw"));
  at("open").addEventListener("click", () =>
    ask("ui/open-link", { url: card.link }).then(
      (result) => result?.isError && say(`Your client did not open it: ${card.link}`),
      () => say(`Your client did not open it: ${card.link}`),
    ),
  );

  const begin = async () => {
    const { hostCapabilities, hostContext } = await ask("ui/initialize", {
      appInfo: { name: "gatehouse-request", title: "A request at Gatehouse", version: "1" },
      appCapabilities: { availableDisplayModes: ["inline"] },
      protocolVersion: VERSION,
    });
    can = hostCapabilities ?? {};
    settle(hostContext ?? {});
    send({ method: "ui/notifications/initialized", params: {} });
    // The width is the host's; only how high the card is depends on what it holds.
    new ResizeObserver(() =>
      send({
        method: "ui/notifications/size-changed",
        params: { height: Math.ceil(document.body.getBoundingClientRect().height) },
      }),
    ).observe(document.body);
  };
  begin().catch(() => say("This client shows no answer here."));
}
