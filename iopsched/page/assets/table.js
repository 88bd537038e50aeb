// The same in words: the table of sessions, for eyes, screen readers and paper.
const COLUMNS = [
  ["Day", (session) => dayNamed[dayOf(session)].short, "amount"],
  ["Time", span, "amount"],
  ["Session", (session) => session.title, ""],
  ["Place", roomOf, ""],
  ["Led by", ledBy, ""],
  ["Seats or patient", people, ""],
];

function sessionTable(sessions, caption, withChanges) {
  const columns = withChanges
    ? [...COLUMNS, ["What differs", (session) => [session.change.kind, ...session.change.notes].join("; "), ""]]
    : COLUMNS;
  const head = make("tr", {}, ...columns.map(([name]) => make("th", { scope: "col" }, name)));
  const rows = sessions.map((session) =>
    make(
      "tr",
      {},
      ...columns.map(([name, text, kind]) =>
        name === "Session" ? make("th", { scope: "row" }, text(session)) : make("td", { class: kind }, text(session)),
      ),
    ),
  );
  const table = make(
    "table",
    {},
    make("caption", {}, caption),
    make("thead", {}, head),
    make("tbody", {}, ...rows),
  );
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
}

function drawTable() {
  const days = shownDays();
  const sessions = week.sessions.filter((one) => isFound(one) && days.some((day) => day.day === dayOf(one)));
  byId("sessions").replaceChildren(...(state.table ? [sessionTable(sessions, count(sessions.length, "session"), false)] : []));
  byId("grid").hidden = state.table;
}

function drawDifferences() {
  const place = byId("differences");
  const changed = week.sessions.filter((session) => session.change !== undefined);
  if (place && changed.length) place.replaceChildren(sessionTable(changed, "New, moved and changed sessions", true));
}
