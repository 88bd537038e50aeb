// Search: every word must be found; what is not found fades or goes, everywhere on the page.
function search(text) {
  state.query = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  refresh();
}

function refresh() {
  if (isCalendar()) drawGrid();
  else markFound();
  drawTable();
  const patients = drawPatients();
  for (const rows of document.querySelectorAll(".found-by-search")) {
    const text = rows.textContent.toLowerCase();
    rows.hidden = !state.query.every((word) => text.includes(word));
  }
  const sessions = week.sessions.filter(isFound).length;
  const searching = state.query.length > 0 || state.changed;
  byId("found-count").textContent = searching ? `${count(sessions, "session")}, ${count(patients, "patient")}` : "";
}
