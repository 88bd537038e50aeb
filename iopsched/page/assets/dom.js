// Elements are made from text alone: nothing of the week is ever read as markup.
const svgSpace = "http://www.w3.org/2000/svg";

function make(tag, given = {}, ...inside) {
  return fill(document.createElement(tag), given, inside);
}

function draw(tag, given = {}, ...inside) {
  return fill(document.createElementNS(svgSpace, tag), given, inside);
}

function fill(element, given, inside) {
  for (const [name, value] of Object.entries(given)) {
    if (name === "class") element.setAttribute("class", value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...inside.filter((part) => part !== null && part !== undefined));
  return element;
}

const byId = (id) => document.getElementById(id);
const percent = (part) => `${(100 * part).toFixed(3)}%`;

// One of several: arrow keys move, as in every group of radio buttons.
function choice(group, changed) {
  const all = () => [...group.querySelectorAll('[role="radio"]')];
  const choose = (button, focus) => {
    for (const other of all()) {
      other.setAttribute("aria-checked", String(other === button));
      other.tabIndex = other === button ? 0 : -1;
    }
    if (focus) button.focus();
    changed(button.value);
  };
  group.addEventListener("click", (event) => {
    const button = event.target.closest('[role="radio"]');
    if (button) choose(button, false);
  });
  group.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const buttons = all();
    const here = buttons.indexOf(document.activeElement);
    choose(buttons[(here + step + buttons.length) % buttons.length], true);
  });
  for (const button of all()) button.tabIndex = button.getAttribute("aria-checked") === "true" ? 0 : -1;
}
