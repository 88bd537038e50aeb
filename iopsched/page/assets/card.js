// What one session is: opened from the picture, closed with Escape.
let openedFrom = null;

function facts(session) {
  const rows = [
    ["When", `${dayNamed[dayOf(session)].long}, ${span(session)}`],
    ["Where", roomOf(session)],
    ["Led by", session.leaders.map((place) => full(week.clinicians[place])).join(", ") || "nobody"],
  ];
  if (session.service) rows.push(["Service", session.service]);
  if (session.seats !== undefined) rows.push(["Seats", `${session.patients.length} of ${session.seats} taken`]);
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function openCard(session, from) {
  closeCard(false);
  openedFrom = from;
  from.classList.add("open");
  const patients = session.patients.map((place) => {
    const patient = week.patients[place];
    return make("li", {}, make("button", { type: "button", onclick: () => goToPatient(patient) }, full(patient)));
  });
  const parts = [
    make("h3", { id: "card-title" }, session.title),
    make("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => closeCard(true) }, "×"),
    facts(session),
    session.change
      ? make("ul", { class: "notes" }, ...[session.change.kind, ...session.change.notes].map((note) => make("li", {}, note)))
      : null,
    patients.length ? make("ul", { class: "chips", "aria-label": "Patients" }, ...patients) : null,
  ];
  const card = byId("card");
  card.replaceChildren(...parts.filter((part) => part !== null));
  card.hidden = false;
  card.querySelector(".close").focus();
}

function closeCard(refocus) {
  byId("card").hidden = true;
  if (!openedFrom) return;
  openedFrom.classList.remove("open");
  if (refocus && openedFrom.isConnected) openedFrom.focus();
  openedFrom = null;
}

function goToPatient(patient) {
  closeCard(false);
  search(patient.id);
  byId("query").value = patient.id;
  byId("patients").scrollIntoView();
  byId("patients").focus({ preventScroll: true });
}
