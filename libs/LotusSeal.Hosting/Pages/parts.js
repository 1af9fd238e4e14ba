// Pieces of the status pages. What a server says is foreign input: it becomes text, never markup. A piece that stays keeps its element over an
// update, so that focus, selection and what is unfolded stay too.

/** Makes an element. An attribute `class`, `text` or any other; children are elements or text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (attribute === "text") made.textContent = value;
    else made.setAttribute(attribute, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Writes a text where it differs: one that is written anew loses its selection. */
export function setText(node, text) {
  const value = text === null || text === undefined ? "" : String(text);
  if (node.textContent !== value) node.textContent = value;
}

/** Sets one of the moods "good", "busy", "warn", "bad", or none. */
export function setMood(node, mood) {
  if (mood) node.dataset.mood = mood;
  else delete node.dataset.mood;
}

/** Makes the children of an element those of a list: by key, so that what was there before stays. */
export function keep(parent, items, keyOf, make, update) {
  const focused = parent.contains(document.activeElement) ? document.activeElement : null;
  const keys = items.map((item, index) => String(keyOf(item, index)));
  const before = new Map([...parent.children].map(child => [child.dataset.key, child]));
  for (const [key, child] of before) {
    if (!keys.includes(key)) child.remove();
  }

  let place = parent.firstElementChild;
  items.forEach((item, index) => {
    let child = before.get(keys[index]);
    before.delete(keys[index]);
    if (!child) {
      child = make(item);
      child.dataset.key = keys[index];
    }
    update(child, item);
    // What one before it has left stays where it is.
    if (place && child === place.nextElementSibling) {
      parent.append(place);
      place = child;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  });
  while (place) {
    const next = place.nextElementSibling;
    place.remove();
    place = next;
  }

  if (!focused || document.activeElement === focused) return;
  // It was moved, or it is gone: the keyboard goes on from where it was.
  const heir = parent.contains(focused) ? focused : parent.closest("[tabindex]");
  heir?.focus({ preventScroll: true });
}

/** A part of the page below a heading. */
export function section(parent, id, title) {
  const heading = element("h2", { id: `${id}-title`, text: title });
  const made = element("section", { id, "aria-labelledby": `${id}-title`, tabindex: "-1" }, heading);
  parent.append(made);
  return made;
}

/**
 * A table. A column is { title, text(row), number, mood(row), wide, firm }: a number stands at the right, a wide one may break
 * anywhere, a firm one nowhere while there is room.
 * The result takes rows and shows them; without any it shows `empty`.
 */
export function table(parent, { label, columns, key, empty }) {
  const head = element("tr", { role: "row" }, ...columns.map(column =>
    element("th", { role: "columnheader", scope: "col", class: column.number ? "number" : null, text: column.title })));
  const body = element("tbody", { role: "rowgroup" });
  const made = element("table", { role: "table", "aria-label": label }, element("thead", { role: "rowgroup" }, head), body);
  const nothing = element("p", { class: "empty", text: empty });
  parent.append(made, nothing);

  const makeRow = () => element("tr", { role: "row" }, ...columns.map(column => element("td", {
    role: "cell",
    class: ["number", "wide", "firm"].filter(kind => column[kind]).join(" ") || null,
    "data-title": column.title,
  }, element("span"))));
  const updateRow = (row, item) => columns.forEach((column, index) => {
    const cell = row.children[index], span = cell.firstElementChild, text = column.text(item);
    setText(span, text);
    cell.classList.toggle("nothing", text === "" || text === null || text === undefined);
    if (column.mood) {
      span.classList.add("badge");
      setMood(span, column.mood(item));
    }
    // With share(row) there is a bar below the text.
    if (column.share) {
      if (cell.lastElementChild === span) cell.append(bar(column.title));
      setBar(cell.lastElementChild, column.share(item));
    }
  });
  return rows => {
    made.hidden = rows.length === 0;
    nothing.hidden = rows.length > 0;
    keep(body, rows, key, makeRow, updateRow);
  };
}

/**
 * A list of { key, mood, text, help }: what is wrong or remarkable, and what helps. The key tells which entries are the same after an update; without
 * one the text does. The result takes the list.
 */
export function reasons(parent, label) {
  const list = element("ul", { class: "reasons", "aria-label": label });
  parent.append(list);
  return items => {
    list.hidden = items.length === 0;
    keep(list, items, item => item.key ?? item.text, () => element("li", {}, element("p"), element("p", { class: "small" })), (entry, item) => {
      setMood(entry, item.mood);
      setText(entry.children[0], item.text);
      setText(entry.children[1], item.help);
      entry.children[1].hidden = !item.help;
    });
  };
}

/** Makes a bar. */
export function bar(label) {
  return element("progress", { max: "1", "aria-label": label });
}

/** Sets the share of a bar, which is hidden when nobody knows it. */
export function setBar(made, share) {
  made.hidden = !Number.isFinite(share);
  if (!made.hidden) made.value = Math.min(1, Math.max(0, share));
}
