// The week, and what is asked of it again and again.
const week = JSON.parse(byId("data").textContent);
const DAY = 1440;

const clock = (minute) => {
  const ofDay = minute % DAY === 0 && minute > 0 ? DAY : minute % DAY;
  return `${String(Math.floor(ofDay / 60)).padStart(2, "0")}:${String(ofDay % 60).padStart(2, "0")}`;
};
const startClock = (minute) => clock((minute % DAY) + DAY * 8).replace("24:00", "00:00");
const span = (session) => `${startClock(session.start)}–${clock(session.end)}`;
const dayOf = (session) => Math.floor(session.start / DAY);
const dayNamed = Object.fromEntries(week.days.map((day) => [day.day, day]));
const shown = (one) => one.name ?? one.id;
const full = (one) => (one.name ? `${one.name} (${one.id})` : one.id);
const count = (number, noun) => `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

function hours(minutes) {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (rest && !whole) return `${rest} min`;
  if (rest === 30) return `${whole}.5 h`;
  return rest ? `${whole} h ${rest} min` : `${whole} h`;
}

function level(session) {
  if (session.seats === undefined) return "single";
  const share = session.seats ? session.patients.length / session.seats : 1;
  return share >= 0.9 ? "level-4" : share >= 0.65 ? "level-3" : share >= 0.4 ? "level-2" : "level-1";
}

const people = (session) =>
  session.seats === undefined
    ? session.patients.map((place) => shown(week.patients[place])).join(", ")
    : `${session.patients.length}/${session.seats}`;
const ledBy = (session) => session.leaders.map((place) => shown(week.clinicians[place])).join(", ");
const roomOf = (session) => week.rooms[session.room].name;

// What a search finds a session by.
week.sessions.forEach((session, place) => {
  const some = [session.title, session.service ?? "", roomOf(session), dayNamed[dayOf(session)].short];
  for (const one of session.leaders) some.push(full(week.clinicians[one]));
  session.place = place;
  session.words = some.join("\n").toLowerCase();
  session.everyone = session.patients.map((one) => full(week.patients[one])).join("\n").toLowerCase();
});
week.patients.forEach((patient) => {
  patient.words = full(patient).toLowerCase();
  patient.sessions = [];
});
for (const session of week.sessions) for (const place of session.patients) week.patients[place].sessions.push(session);

const state = { rows: "groups", day: null, query: [], changed: false, table: false, which: "all", order: "given" };

const isFound = (session) =>
  state.query.every((word) => session.words.includes(word) || session.everyone.includes(word)) &&
  (!state.changed || session.change !== undefined);
