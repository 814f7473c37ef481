"use strict";
for (const section of document.querySelectorAll("section[data-table]")) {
  const body = section.querySelector("tbody");
  const rows = [...body.rows];
  const controls = section.querySelector(".controls");
  const status = section.querySelector("[role=status]");
  const filters = [...controls.querySelectorAll("input, select")];
  controls.hidden = false;

  const filter = () => {
    let shown = 0;
    for (const row of rows) {
      row.hidden = !filters.every((field) => {
        const query = field.value.trim().toLowerCase();
        const found = field.name === "text" ? row.textContent.toLowerCase() : row.dataset[field.name];
        return !query || (field.name === "text" ? found.includes(query) : found === field.value);
      });
      shown += row.hidden ? 0 : 1;
    }
    status.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")} shown`;
  };
  for (const field of filters) field.addEventListener("input", filter);

  section.querySelectorAll("thead th").forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of section.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
      const order = new Intl.Collator(undefined, { numeric: true });
      rows.sort((a, b) => order.compare(key(a), key(b)) * (down ? -1 : 1));
      body.append(...rows);
    });
  });
}
