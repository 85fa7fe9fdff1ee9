"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = id => document.getElementById(id);
  const make = (parent, name, text) => {
    const element = parent.appendChild(document.createElement(name));
    if (text !== undefined) element.textContent = text;
    return element;
  };

  // What a page says of ages was true when it was written.
  const hours = (Date.now() / 1000 - data.at) / 3600;
  if (hours * 3600 > data.maxAgeSeconds) {
    const age = hours >= 48 ? Math.floor(hours / 24) + " days" : Math.round(hours) + " hours";
    const stale = byId("stale");
    stale.textContent = "This page was written " + age + " ago, and says nothing of what came after. If one is written"
      + " after each run, runs have stopped.";
    stale.hidden = false;
  }

  const show = (grid, cell) => {
    const day = (data.calendars[grid.id] || {})[cell.dataset.d];
    const panel = byId(grid.id.split("-")[0] + "-day");
    panel.textContent = "";
    const title = make(panel, "p");
    make(title, "strong", cell.getAttribute("aria-label"));
    make(title, "span", " at " + byId(grid.id + "-name").textContent);
    if (!day) return;
    day.failures.forEach(text => { make(panel, "p", text).className = "bad"; });
    if (day.sets.length) {
      const table = make(panel, "table");
      for (const [time, size, state, kept] of day.sets) {
        const row = make(table, "tr");
        [time, size, data.words[state], data.words[kept] && "kept for: " + data.words[kept]]
          .forEach(text => make(row, "td", text));
      }
    }
  };

  const choose = (grid, cell, focus) => {
    grid.querySelectorAll("[tabindex='0']").forEach(other => { other.tabIndex = -1; });
    grid.querySelectorAll("[aria-selected]").forEach(other => other.removeAttribute("aria-selected"));
    cell.tabIndex = 0;
    cell.setAttribute("aria-selected", "true");
    if (focus) cell.focus();
    show(grid, cell);
  };

  const at = (grid, row, column) => {
    const cell = grid.tBodies[0].rows[row] && grid.tBodies[0].rows[row].cells[column];
    return cell && cell.dataset.d ? cell : null;
  };

  document.querySelectorAll("table[role=grid]").forEach(grid => {
    grid.addEventListener("click", event => {
      const cell = event.target.closest("td[data-d]");
      if (cell) choose(grid, cell, true);
    });
    grid.addEventListener("focusin", event => {
      const cell = event.target.closest("td[data-d]");
      if (cell && cell.getAttribute("aria-selected") !== "true") choose(grid, cell, false);
    });
    grid.addEventListener("keydown", event => {
      const cell = event.target.closest("td[data-d]");
      if (!cell) return;
      const row = cell.parentNode.sectionRowIndex, column = cell.cellIndex;
      const days = [...grid.querySelectorAll("td[data-d]")].sort((a, b) => a.dataset.d < b.dataset.d ? -1 : 1);
      const to = {
        ArrowUp: () => row ? at(grid, row - 1, column) : at(grid, 6, column - 1),
        ArrowDown: () => row < 6 ? at(grid, row + 1, column) : at(grid, 0, column + 1),
        ArrowLeft: () => at(grid, row, column - 1),
        ArrowRight: () => at(grid, row, column + 1),
        Home: () => days[0],
        End: () => days[days.length - 1]
      }[event.key];
      if (!to) return;
      event.preventDefault();
      const next = to();
      if (next) choose(grid, next, true);
    });
  });

  document.querySelectorAll(".plot").forEach(plot => {
    const chart = data.charts[plot.id], last = chart.at.length - 1;
    const cursor = plot.firstElementChild.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "line"));
    cursor.setAttribute("class", "cursor");
    cursor.setAttribute("y1", "6%");
    cursor.setAttribute("y2", "90%");
    cursor.setAttribute("visibility", "hidden");
    let now = last;
    const read = index => {
      now = Math.max(0, Math.min(last, index));
      cursor.setAttribute("x1", chart.at[now] + "%");
      cursor.setAttribute("x2", chart.at[now] + "%");
      cursor.setAttribute("visibility", "visible");
      byId(plot.id + "-read").textContent = chart.texts[now];
      plot.setAttribute("aria-valuenow", now);
      plot.setAttribute("aria-valuetext", chart.texts[now]);
    };
    const leave = () => {
      read(last);
      cursor.setAttribute("visibility", "hidden");
    };
    plot.addEventListener("pointermove", event => {
      const box = plot.firstElementChild.getBoundingClientRect(), x = 100 * (event.clientX - box.left) / box.width;
      let nearest = 0;
      chart.at.forEach((at, i) => { if (Math.abs(at - x) < Math.abs(chart.at[nearest] - x)) nearest = i; });
      read(nearest);
    });
    plot.addEventListener("pointerleave", leave);
    plot.addEventListener("blur", leave);
    plot.addEventListener("focus", () => read(now));
    plot.addEventListener("keydown", event => {
      const to = { ArrowLeft: now - 1, ArrowDown: now - 1, ArrowRight: now + 1, ArrowUp: now + 1,
        PageDown: now - 10, PageUp: now + 10, Home: 0, End: last }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      read(to);
    });
  });
})();
