/* What JavaScript adds to the console: live pages and keys (drafts are in drafts.js). Every page
   works without it. Fetches the page itself again when the server says that something changed,
   and puts in the parts that differ, so that there is one way of rendering only. */
"use strict";

(() => {
  const body = document.body;
  const page = body.dataset.page;
  const byId = (id) => document.getElementById(id);
  const KEYS_OFF = "waymark:keys-off";

  /* ---- live: look again when the server says so ---- */

  let looking = false;
  let again = false;
  let signedOut = false;

  async function look() {
    if (signedOut) return;
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    try {
      const answer = await fetch(window.location.pathname, {
        headers: { "X-Waymark-Live": "1" },
        credentials: "same-origin",
        cache: "no-store",
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect" || answer.status === 401) showSignedOut();
      else if (answer.ok) {
        update(new DOMParser().parseFromString(await answer.text(), "text/html"));
        say("");
      } else if (answer.status === 404) say("This page is no longer there.");
      else say("The server has a problem. Trying again.");
    } catch {
      say("No connection. This page may be out of date. Trying again.");
    }
    looking = false;
    if (again) {
      again = false;
      look();
    }
  }

  function update(fresh) {
    document.title = fresh.title;
    body.dataset.version = fresh.body.dataset.version || "";
    const announced = [];
    for (const old of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(old.id);
      if (!now || now.innerHTML === old.innerHTML) continue;
      noteNews(old, now, announced);
      swap(old, now);
    }
    for (const list of document.querySelectorAll("[data-live-list]")) {
      appendNew(list, fresh.getElementById(list.id));
    }
    for (const old of document.querySelectorAll("[data-live-state]")) {
      const now = fresh.getElementById(old.id);
      if (now && now.dataset.liveState !== old.dataset.liveState) changeReply(old, now);
    }
    if (announced.length) byId("announce").textContent = announced.join(" ");
  }

  function noteNews(old, now, announced) {
    const said = now.querySelector("[data-announce]");
    const before = old.querySelector("[data-announce]");
    if (said && (!before || said.textContent !== before.textContent)) announced.push(said.textContent.trim());
    const known = new Set([...old.querySelectorAll("li.case")].map((row) => row.id));
    if (!known.size && !old.querySelector(".cases")) return;
    for (const row of now.querySelectorAll("li.case")) {
      if (!known.has(row.id)) row.classList.add("fresh");
    }
  }

  /* Whoever is in the middle of a row keeps their place. */
  function swap(old, now) {
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focused && (focused.getAttribute("href") || focused.id || focused.textContent);
    const opened = [...old.querySelectorAll("details[open]")].map((part) => part.id);
    old.className = now.className;
    old.replaceChildren(...[...now.childNodes].map((node) => document.importNode(node, true)));
    for (const id of opened) if (id && byId(id)) byId(id).open = true;
    if (!place) return;
    const back = [...old.querySelectorAll("a, button, summary")].find(
      (part) => part.getAttribute("href") === place || part.id === place || part.textContent === place,
    );
    if (back) back.focus({ preventScroll: true });
  }

  function appendNew(list, fresh) {
    if (!fresh) return;
    const follows = !list.lastElementChild || inView(list.lastElementChild);
    let last = null;
    for (const item of fresh.children) {
      const known = byId(item.id);
      if (known) {
        keepOpen(known, item);
        if (known.innerHTML !== item.innerHTML) {
          known.innerHTML = item.innerHTML;
          known.className = item.className;
        }
        continue;
      }
      last = document.importNode(item, true);
      last.classList.add("fresh");
      list.append(last);
    }
    if (!last) return;
    if (follows) last.scrollIntoView({ block: "nearest" });
    else pointDown(last);
  }

  /* What somebody has opened stays open, and is no difference that would replace what they chose. */
  function keepOpen(known, item) {
    for (const part of item.querySelectorAll("details[id]")) {
      const shown = byId(part.id);
      if (shown && known.contains(shown)) part.open = shown.open;
    }
  }

  function inView(item) {
    const cover = byId("reply")?.getBoundingClientRect().top ?? window.innerHeight;
    return item.getBoundingClientRect().top < Math.min(cover, window.innerHeight);
  }

  /* Whoever reads further up is not torn away from it, but told. */
  function pointDown(item) {
    const note = byId("newer");
    if (!note) return;
    note.querySelector("a").href = `#${item.id}`;
    note.hidden = false;
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      note.hidden = true;
      observer.disconnect();
    }).observe(item);
  }

  /* Ownership changed while somebody was writing: the form goes, the words stay. */
  function changeReply(old, now) {
    const field = old.querySelector("textarea");
    const written = field ? field.value : "";
    swap(old, now);
    old.dataset.liveState = now.dataset.liveState;
    const finish = byId("finish");
    if (finish && now.dataset.liveState !== "mine") finish.hidden = true;
    if (now.dataset.liveState === "mine" && !finish) window.location.reload();
    if (written && !old.querySelector("textarea")) showKept(old, written);
    for (const form of old.querySelectorAll("form[data-draft]")) window.waymarkKeepDrafts(form);
  }

  function showKept(place, written) {
    const box = document.createElement("div");
    box.className = "kept";
    const title = document.createElement("h2");
    title.textContent = "Your text was not sent. Here it is.";
    const text = document.createElement("textarea");
    text.readOnly = true;
    text.rows = 4;
    text.value = written;
    text.setAttribute("aria-label", title.textContent);
    box.append(title, text);
    place.append(box);
  }

  function say(text) {
    const line = byId("line-state");
    if (line.textContent === text) return;
    line.textContent = text;
    line.hidden = !text;
  }

  function showSignedOut() {
    signedOut = true;
    if (source) source.close();
    const line = byId("line-state");
    line.textContent = "You are signed out. What you wrote in this tab is kept. ";
    const link = document.createElement("a");
    link.href = `/staff/sign-in?next=${encodeURIComponent(window.location.pathname)}`;
    link.textContent = "Sign in again";
    line.append(link);
    line.hidden = false;
  }

  let source = null;

  function connect() {
    if (signedOut) return;
    const seen = encodeURIComponent(body.dataset.version || "");
    source = new EventSource(`${body.dataset.stream}?seen=${seen}`);
    source.addEventListener("changed", look);
    source.addEventListener("gone", look);
    source.addEventListener("signed-out", showSignedOut);
    source.addEventListener("open", () => say(""));
    source.addEventListener("error", lost);
  }

  /* The browser tries again by itself, unless the server answered with a refusal. */
  function lost() {
    if (document.hidden && page === "case") return;
    if (source.readyState === EventSource.CLOSED) {
      look();
      window.setTimeout(connect, 15000);
    } else {
      window.setTimeout(() => { if (source.readyState !== EventSource.OPEN) look(); }, 4000);
    }
  }

  function listen() {
    if (!body.dataset.stream) return;
    if (window.EventSource) connect();
    window.addEventListener("online", look);
    document.addEventListener("visibilitychange", turnedTo);
  }

  /* A browser opens only six lines to one server. Case pages in tabs that nobody looks at give
     theirs back; the queue keeps its own, so that its title tells who waits. */
  function turnedTo() {
    if (document.hidden) {
      if (page === "case" && source) source.close();
      return;
    }
    look();
    if (source && source.readyState === EventSource.CLOSED) connect();
  }

  /* ---- keys ---- */

  function keysOn() {
    try {
      return !localStorage.getItem(KEYS_OFF);
    } catch {
      return true;
    }
  }

  function move(step) {
    const links = [...document.querySelectorAll("li.case .what a")];
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
    links[next].focus();
    links[next].scrollIntoView({ block: "nearest" });
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    t: () => document.querySelector("[data-take-next] button")?.click(),
    r: () => byId("reply-text")?.focus(),
    q: () => { if (page !== "queue") window.location.assign("/staff"); },
    "?": () => {
      const keys = document.querySelector("details.keys");
      if (!keys) return;
      keys.open = true;
      keys.scrollIntoView({ block: "nearest" });
      keys.querySelector("summary").focus();
    },
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest?.("input:not([type=checkbox]), textarea, select");
    if (field) {
      const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      if (sends && field.id === "reply-text") field.form.requestSubmit();
      if (event.key === "Escape") field.blur();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
    const act = KEYS[event.key];
    if (!act || event.repeat && event.key === "t") return;
    event.preventDefault();
    act();
  });

  const toggle = byId("keys-on");
  if (toggle) {
    toggle.closest("[hidden]").hidden = false;
    toggle.checked = keysOn();
    toggle.addEventListener("change", () => {
      if (toggle.checked) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
    });
  }

  /* ---- start ---- */

  // A notice is said once: reloading or going back does not say it again. After a sign-in that
  // brought words back, the address is that of the case again.
  const home = body.dataset.case ? `/staff/cases/${body.dataset.case}` : page === "queue" ? "/staff" : null;
  if (home && window.location.pathname + window.location.search !== home) {
    window.history.replaceState(null, "", home + window.location.hash);
  }
  listen();
  // Waiting times grow by themselves, and a lost signal costs a minute at most.
  if (body.dataset.stream) window.setInterval(look, 60000);
})();
