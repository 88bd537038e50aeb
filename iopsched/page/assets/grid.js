// The picture of the week: one lane for each group, room or clinician, time from left to right.
const LANE = 26;
const TALL = 38;

function lanes() {
  if (state.rows === "rooms") {
    return week.rooms.map((room, place) => ({
      name: room.name,
      sessions: week.sessions.filter((session) => session.room === place),
    })).map((one) => ({ ...one, note: hours(one.sessions.reduce((sum, session) => sum + session.end - session.start, 0)) }));
  }
  if (state.rows === "clinicians") {
    return week.clinicians.map((clinician, place) => ({
      name: shown(clinician),
      note: clinician.most === null ? hours(clinician.led) : `${hours(clinician.led)} of ${hours(clinician.most)}`,
      sessions: week.sessions.filter((session) => session.leaders.includes(place)),
    }));
  }
  const named = new Map();
  for (const session of week.sessions.filter((one) => one.seats !== undefined)) {
    if (!named.has(session.title)) named.set(session.title, []);
    named.get(session.title).push(session);
  }
  const groups = [...named.entries()].sort(([one], [other]) => one.localeCompare(other, "en", { numeric: true }));
  const single = week.sessions.filter((session) => session.seats === undefined);
  const kinds = [...new Set(single.map((session) => session.title))].sort();
  return [
    ...groups.map(([name, sessions]) => {
      const seats = sessions.reduce((sum, one) => sum + one.seats, 0);
      const taken = sessions.reduce((sum, one) => sum + one.patients.length, 0);
      return { name, note: `${taken}/${seats}`, sessions };
    }),
    ...kinds.map((name) => {
      const sessions = single.filter((session) => session.title === name);
      return { name, note: `${sessions.length}`, sessions, dense: true };
    }),
  ];
}

const shownDays = () => (state.day === null ? week.days : week.days.filter((day) => day.day === state.day));

// Sessions at the same time stand below each other.
function stacked(sessions) {
  const ends = [];
  return sessions.map((session) => {
    let row = ends.findIndex((end) => end <= session.start);
    if (row < 0) row = ends.push(0) - 1;
    ends[row] = session.end;
    return row;
  });
}

// What every picture of a session says to those who do not see it.
function given(session) {
  const label = [
    `${dayNamed[dayOf(session)].short} ${span(session)} ${session.title}, ${roomOf(session)}`,
    session.leaders.length ? `led by ${ledBy(session)}` : "without leader",
    session.seats === undefined ? people(session) : `${session.patients.length} of ${session.seats} seats taken`,
    ...(session.change ? [session.change.kind] : []),
  ].join(", ");
  return { type: "button", tabindex: "-1", "aria-label": label, title: label, "data-session": session.place };
}

function block(session, days, height, row) {
  const length = week.last - week.first;
  const at = days.findIndex((day) => day.day === dayOf(session));
  const left = (at + (session.start - dayOf(session) * DAY - week.first) / length) / days.length;
  const width = (session.end - session.start) / length / days.length;
  const pixels = width * (byId("grid").clientWidth - 190);
  const parts = [];
  const isNamed = state.rows !== "groups";
  const isTall = height === TALL;
  const wide = isTall ? pixels > 34 : pixels > 84;
  if (isNamed && (isTall || pixels > 46)) parts.push(make("b", {}, session.title));
  if (!isNamed && wide) parts.push(make("b", {}, startClock(session.start)));
  if (session.seats !== undefined && pixels > 30 && (!isNamed || wide)) parts.push(make("span", {}, people(session)));
  else if (session.seats !== undefined && !isNamed && pixels > 13) parts.push(make("span", {}, String(session.patients.length)));
  else if (session.seats === undefined && wide && height > 12) parts.push(make("span", {}, people(session)));
  const narrow = isTall ? " tall" : wide ? "" : " narrow";
  const button = make(
    "button",
    { ...given(session), class: `block ${level(session)}${narrow}${session.change ? " marked" : ""}` },
    ...(height > 12 ? parts : []),
  );
  button.style.left = percent(left);
  button.style.width = percent(width);
  button.style.top = `${4 + row * height}px`;
  button.style.height = `${height - 2}px`;
  return button;
}

const isCalendar = () => state.rows === "groups" && state.day === null;
const MANY = 6;

// Of the week by group: each day's sessions as chips, time and how full; very many as their number.
function cells(one, sessions) {
  const each = week.days.map((day) => {
    const own = sessions.filter((session) => dayOf(session) === day.day);
    const found = one.dense ? own.filter(isFound) : own;
    const inside = one.dense && found.length > MANY ? [make("span", { class: "faint" }, count(found.length, "session"))] : found.map(chip);
    return make("div", { class: "cell", "data-day": day.short }, ...inside);
  });
  return make("div", { class: "cells" }, ...each);
}

function chip(session) {
  return make(
    "button",
    { ...given(session), class: `block chip ${level(session)}${session.change ? " marked" : ""}` },
    make("b", {}, startClock(session.start)),
    make("span", {}, people(session)),
  );
}

function lane(one, days) {
  const sessions = one.sessions.filter((session) => days.some((day) => day.day === dayOf(session)));
  const name = make("div", { class: "lane-name" }, make("b", { title: one.name }, one.name), make("small", {}, one.note));
  if (isCalendar()) return { sessions, element: make("div", { class: "lane" }, name, cells(one, sessions)) };
  const rows = stacked(sessions);
  const deepest = Math.max(0, ...rows) + 1;
  const height = one.dense && deepest > 2 ? 11 : state.day === null ? LANE : TALL;
  const track = make("div", { class: "track" });
  const length = (week.last - week.first) / 60;
  days.forEach((_, at) => {
    for (let hour = at === 0 ? 1 : 0; hour < length; hour += 1) {
      if (hour !== 0 && days.length * length > 60) continue;
      const edge = make("i", { class: hour === 0 ? "edge" : "edge hour" });
      edge.style.left = percent((at + hour / length) / days.length);
      track.append(edge);
    }
  });
  track.append(...sessions.map((session, place) => block(session, days, height, rows[place])));
  track.style.height = `${8 + deepest * height}px`;
  return { sessions, element: make("div", { class: "lane" }, name, track) };
}

function axis(days) {
  const length = (week.last - week.first) / 60;
  const every = days.length * length > 70 ? 4 : days.length * length > 30 ? 3 : days.length * length > 14 ? 2 : 1;
  const cells = days.map((day) => {
    const marks = make("div", { class: "axis-hours" });
    for (let hour = 0; hour < length; hour += every) {
      const mark = make("span", {}, String(week.first / 60 + hour));
      mark.style.left = percent(hour / length);
      marks.append(mark);
    }
    return make("div", {}, make("b", {}, days.length === 1 ? day.long : day.short), isCalendar() ? null : marks);
  });
  return make("div", { class: "axis", "aria-hidden": "true" }, make("div"), make("div", { class: "axis-days" }, ...cells));
}

let drawn = [];

function drawGrid() {
  const days = shownDays();
  const grid = byId("grid");
  drawn = lanes().map((one) => lane(one, days));
  grid.className = isCalendar() ? "grid" : "grid timeline";
  grid.replaceChildren(axis(days), ...drawn.map((one) => one.element));
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", `The week by ${state.rows}: arrow keys move between sessions, Enter opens one, and "As a table" shows the same in words.`);
  markFound();
}

// Sessions that a search does not find fade; lanes without one that it finds go.
function markFound() {
  const searching = state.query.length > 0 || state.changed;
  let first = null;
  for (const one of drawn) {
    one.element.hidden = searching && !one.sessions.some(isFound);
    for (const button of one.element.querySelectorAll(".block")) {
      const found = isFound(week.sessions[Number(button.dataset.session)]);
      button.classList.toggle("faded", !found);
      button.tabIndex = -1;
      if (found && first === null && !one.element.hidden) first = button;
    }
  }
  if (first) first.tabIndex = 0;
  byId("none-found").hidden = first !== null;
}

function moveFocus(event) {
  const here = event.target.closest(".block");
  const keys = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
  if (!here || !keys.includes(event.key)) return;
  event.preventDefault();
  const open = drawn.filter((one) => !one.element.hidden && one.sessions.length);
  const inLane = (one) => [...one.element.querySelectorAll(".block:not(.faded)")];
  const at = open.findIndex((one) => one.element.contains(here));
  const own = inLane(open[at]);
  const place = own.indexOf(here);
  let next = null;
  if (event.key === "Home") next = own[0];
  else if (event.key === "End") next = own[own.length - 1];
  else if (event.key === "ArrowLeft") next = own[place - 1];
  else if (event.key === "ArrowRight") next = own[place + 1];
  else {
    const step = event.key === "ArrowDown" ? 1 : -1;
    const other = open[at + step] ? inLane(open[at + step]) : [];
    const start = week.sessions[Number(here.dataset.session)].start;
    const away = (button) => Math.abs(week.sessions[Number(button.dataset.session)].start - start);
    next = other.length ? other.reduce((best, one) => (away(one) < away(best) ? one : best)) : null;
  }
  if (!next) return;
  here.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
