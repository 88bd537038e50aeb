// Joins the parts: controls, keys, colours, paper.
function later(task) {
  let waiting = null;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => task(...given), 120);
  };
}

function nextTheme(button) {
  const order = { auto: "light", light: "dark", dark: "auto" };
  const theme = order[document.documentElement.dataset.theme ?? "auto"];
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  button.textContent = `Colours: ${theme}`;
  button.setAttribute("aria-label", `Colours: ${theme === "auto" ? "as the system" : theme}`);
}

function toggle(id, field, redraw) {
  const button = byId(id);
  button?.addEventListener("click", () => {
    state[field] = !state[field];
    button.setAttribute("aria-pressed", String(state[field]));
    redraw();
  });
}

function keys(event) {
  if (event.key === "Escape") {
    if (!byId("card").hidden) closeCard(true);
    else if (byId("query").value) {
      byId("query").value = "";
      search("");
    }
  } else if (event.key === "/" && !event.target.closest("input, select, textarea")) {
    event.preventDefault();
    byId("query").focus();
  }
}

function forPaper() {
  state.table = true;
  drawTable();
  byId("grid").hidden = false;
}

function start() {
  const days = byId("days");
  const all = make("button", { type: "button", role: "radio", "aria-checked": "true", value: "" }, "All days");
  const each = week.days.map((day) =>
    make("button", { type: "button", role: "radio", "aria-checked": "false", value: day.day }, day.short),
  );
  days.append(all, ...each);
  choice(days, (value) => {
    state.day = value === "" ? null : Number(value);
    drawGrid();
    drawTable();
  });
  choice(byId("rows"), (value) => {
    state.rows = value;
    drawGrid();
  });
  choice(byId("which"), (value) => {
    state.which = value;
    refresh();
  });
  byId("order").addEventListener("change", (event) => {
    state.order = event.target.value;
    refresh();
  });
  byId("query").addEventListener("input", later((event) => search(event.target.value)));
  toggle("changed", "changed", refresh);
  toggle("as-table", "table", drawTable);
  byId("grid").addEventListener("click", (event) => {
    const found = event.target.closest(".block");
    if (found) openCard(week.sessions[Number(found.dataset.session)], found);
  });
  byId("grid").addEventListener("keydown", moveFocus);
  document.addEventListener("keydown", keys);
  byId("theme").addEventListener("click", (event) => nextTheme(event.currentTarget));
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("beforeprint", forPaper);
  window.addEventListener("afterprint", () => {
    state.table = byId("as-table").getAttribute("aria-pressed") === "true";
    drawTable();
  });
  window.addEventListener("resize", later(drawGrid));
  document.querySelector(".tools").hidden = false;
  drawGrid();
  drawDifferences();
  drawPatients();
  document.documentElement.dataset.ready = String(Math.round(performance.now()));
}

start();
