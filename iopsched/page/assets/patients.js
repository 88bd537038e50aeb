// Each patient's week: counted hours against the target, days, and on demand the sessions.
const longest = Math.max(60, ...week.patients.map((one) => Math.max(one.high ?? 0, one.low ?? 0, total(one)))) * 1.08;

function total(patient) {
  return patient.counted.reduce((sum, minutes) => sum + minutes, 0);
}

function target(patient) {
  if (patient.low === undefined) return "";
  if (patient.high === null) return patient.low ? `at least ${hours(patient.low)}` : "";
  return patient.low ? `${hours(patient.low).replace(" h", "")} to ${hours(patient.high)}` : `at most ${hours(patient.high)}`;
}

function bullet(patient) {
  const at = (minutes) => ((100 * minutes) / longest).toFixed(2);
  const low = patient.low ?? 0;
  const high = patient.high ?? longest;
  const got = total(patient);
  return draw(
    "svg",
    { viewBox: "0 0 100 16", preserveAspectRatio: "none", "aria-hidden": "true" },
    draw("rect", { x: 0, y: 6.5, width: 100, height: 3, class: "rail" }),
    low || patient.high ? draw("rect", { x: at(low), y: 1, width: at(Math.max(0, high - low)), height: 14, class: "band" }) : null,
    draw("rect", { x: 0, y: 5, width: at(got), height: 6, class: got < low ? "got low" : "got" }),
  );
}

function strip(patient) {
  const cells = patient.counted.map((minutes, place) => {
    const day = week.days[place];
    const kind = minutes === 0 ? "none" : minutes >= (patient.floor ?? 1) ? "served" : "some";
    const short = minutes === 0 ? day.short.slice(0, 2) : `${day.short.slice(0, 2)} ${hours(minutes).replace(" h ", ":").replace(" min", minutes < 60 ? "′" : "").replace(" h", "")}`;
    return make("i", { class: kind, title: `${day.short}: ${minutes ? hours(minutes) : "nothing"}` }, short);
  });
  return make("span", { class: "strip", "aria-hidden": "true" }, ...cells);
}

function flags(patient) {
  const parts = [];
  if (patient.waits && patient.sessions.length === 0) parts.push("on the waitlist");
  else if (patient.sessions.length === 0) parts.push("no sessions");
  if (patient.unmet) parts.push(`${patient.unmet} unmet`);
  return make("span", { class: "flags" }, ...parts.map((text) => make("span", { class: "badge" }, text)));
}

function person(patient) {
  const days = patient.asked ? `${patient.served}/${patient.asked} days` : count(patient.counted.filter((one) => one > 0).length, "day");
  const asked = target(patient);
  const told = make("span", { class: "told" }, `${hours(total(patient))}`, make("small", {}, asked ? ` of ${asked}` : ""));
  const who = make("span", { class: "who", title: full(patient) }, shown(patient), patient.name ? make("small", {}, ` ${patient.id}`) : null);
  const element = make("details", { class: "person" }, make("summary", {}, who, bullet(patient), told, make("small", { class: "days" }, days), strip(patient), flags(patient)));
  element.addEventListener("toggle", () => {
    if (element.open && element.childElementCount === 1) {
      const inside = patient.sessions.length
        ? sessionTable(patient.sessions, `Sessions of ${full(patient)}`, false)
        : make("p", { class: "faint" }, "No sessions this week.");
      element.append(make("div", { class: "inside" }, inside));
    }
  });
  return element;
}

const orders = {
  given: () => 0,
  unmet: (one, other) => other.unmet - one.unmet,
  hours: (one, other) => total(one) - (one.low ?? 0) - total(other) + (other.low ?? 0),
};
const isShown = {
  all: () => true,
  unmet: (patient) => patient.unmet > 0,
  waits: (patient) => patient.waits === true,
};
const fits = (patient) =>
  state.query.every((word) => patient.words.includes(word) || patient.sessions.some((session) => session.words.includes(word)));

function drawPatients() {
  const found = week.patients.filter((patient) => isShown[state.which](patient) && fits(patient)).sort(orders[state.order]);
  for (const patient of found) patient.element ??= person(patient);
  const none = make("p", { class: "nothing-found" }, "No patient fits.");
  byId("people").replaceChildren(...(found.length ? found.map((patient) => patient.element) : [none]));
  return found.length;
}
