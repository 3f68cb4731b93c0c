// Draws messages as templates/_parts.html does, from the API's JSON. Text only ever goes in as text.
export const words = JSON.parse(document.getElementById("words").textContent);
const SVG = "http://www.w3.org/2000/svg";

export function fill(text, values) {
  return Object.keys(values).reduce((t, key) => t.split("{" + key + "}").join(String(values[key])), text);
}

// el("p.who", "text", child, null...) with attributes in a plain object
export function el(spec, ...parts) {
  const names = spec.split(".");
  const node = document.createElement(names[0]);
  if (names.length > 1) node.className = names.slice(1).join(" ");
  for (const part of parts) {
    if (part === null || part === undefined || part === "") continue;
    if (part instanceof Node) node.appendChild(part);
    else if (Array.isArray(part)) part.forEach((child) => child && node.appendChild(child));
    else if (typeof part === "object") Object.keys(part).forEach((key) => node.setAttribute(key, part[key]));
    else node.appendChild(document.createTextNode(part));
  }
  return node;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "#i-" + name);
  svg.appendChild(use);
  return svg;
}

function day(iso) {
  const parts = iso.split("-").map(Number);
  const month = words.months[parts[1] - 1];
  if (!month || parts.length > 3 || parts.some(isNaN)) return iso;
  return parts.slice(2).concat(month, parts[0]).join(" ");
}
const short = (number) => (number < 10 ? number.toFixed(1) : number.toFixed(0));
const firstUp = (text) => text.charAt(0).toUpperCase() + text.slice(1);
const dial = (number) => number.replace(/[^0-9+]/g, "");
const isWeb = (url) => /^https?:/i.test(url || "");
const known = (value) => value !== null && value !== undefined;

function way(href, name, label) {
  return el("a.way", { href }, icon(name), el("span", label));
}
function site(url, label) {
  const link = way(url, "out", label);
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  link.appendChild(el("span.sr", " (" + words.services.leaves + ")"));
  return link;
}

function contactList(contacts) {
  return el("ul.contacts", contacts.map((c) => el("li.contact",
    el("p.contact-name", c.name),
    el("p.contact-detail", c.detail, " ",
      el("span.contact-checked", fill(words.contacts.checked, { date: day(c.checked) }))),
    el("p.contact-ways",
      c.phone && way("tel:" + dial(c.phone), "phone", fill(words.contacts.call, { phone: c.phone })),
      c.sms && way("sms:" + dial(c.sms), "text", fill(words.contacts.text, { sms: c.sms })),
      isWeb(c.url) ? site(c.url, words.contacts.site) : null))));
}

function ages(low, high) {
  const w = words.services;
  if (!known(low) && !known(high)) return null;
  if (!known(low)) return fill(w.ages_to, { max: high });
  if (!known(high)) return fill(w.ages_from, { min: low });
  return fill(low === high ? w.ages_one : w.ages_range, { min: low, max: high });
}
function place(s) {
  const km = known(s.distance_km)
    ? fill(words.services.away, { km: short(s.distance_km), miles: short(s.distance_km / 1.609344) }) : null;
  return [s.online ? words.services.online : s.where, km].filter(Boolean).join(" \u00b7 ");
}
function fact(label, value) {
  return value ? el("div.fact", el("dt", label), el("dd", value)) : null;
}

function serviceCard(s) {
  const w = words.services;
  const other = s.organization && s.organization !== s.name;
  const unknown = s.unknown || [];
  const reasons = s.reasons || [];
  const ways = [
    s.phone && way("tel:" + dial(s.phone), "phone", fill(w.call, { phone: s.phone })),
    s.email && way("mailto:" + s.email, "mail", fill(w.email, { email: s.email })),
    isWeb(s.url) && site(s.url, w.site),
  ].filter(Boolean);
  return el("li.service",
    el("h3.service-name", el("bdi", s.name)),
    el("p.service-org", other ? el("bdi", s.organization) : null, s.fictional ? el("span.badge.badge-demo", w.demo) : null),
    s.summary ? el("p.service-summary", { dir: "auto" }, s.summary) : null,
    reasons.length ? el("h4", w.why) : null,
    reasons.length ? el("ul.reasons", reasons.map((r) => el("li", icon("tick"), el("span", firstUp(r))))) : null,
    el("dl.facts",
      fact(w.where, place(s)), fact(w.when, s.when), fact(w.cost, s.cost ? firstUp(s.cost) : s.free ? w.free : null),
      fact(w.ages, ages(s.min_age, s.max_age)), fact(w.start, s.how_to_start)),
    s.referral_needed ? el("p.service-note", icon("person"), el("span", w.referral)) : null,
    unknown.length ? el("p.service-note", icon("question"),
      el("span", el("strong", w.unknown + ":"), " " + unknown.join("; ") + ".")) : null,
    ways.length ? el("p.service-ways", ways) : null,
    el("p.service-checked", s.last_checked ? fill(w.checked, { date: day(s.last_checked) }) : w.not_checked),
    s.fictional ? el("p.service-checked", w.demo_long) : null);
}

// As bot/web/chips.py: which group a choice belongs to, or null for a plain button.
function groupOf(choice) {
  const parts = choice.split(":");
  if (parts.length < 2 || (parts[0] !== words.removes && parts[0] !== words.changes)) return null;
  return words.domain_of[parts[parts.length - 1]] || words.asked_for;
}
function chip(button) {
  const label = words.labels[button.choice.split(":").pop()] || button.label;
  const says = button.label.indexOf(label) >= 0 ? button.label : label + ": " + button.label;
  const removes = button.choice.indexOf(words.removes + ":") === 0;
  return el("button.chip", { name: "choice", value: button.choice, title: button.label, "aria-label": says },
    el("span", firstUp(label)), icon(removes ? "cross" : "pen"));
}
function choiceForm(reply, key) {
  const form = el("form.choices", { method: "post", action: "/say" }, el("input", { type: "hidden", name: "key", value: key }));
  let plain = reply.buttons;
  if (reply.kind === "understood") {
    plain = plain.filter((b) => groupOf(b.choice) === null);
    const labels = Object.assign({}, words.domains, { [words.asked_for]: words.understood.asked_for });
    Object.keys(labels).forEach((group) => {
      const chips = reply.buttons.filter((b) => groupOf(b.choice) === group);
      if (chips.length) form.appendChild(el("fieldset.chip-group", el("legend", labels[group]), chips.map(chip)));
    });
  }
  if (plain.length) {
    form.appendChild(el("div.choice-row", plain.map((b) => el("button.choice", { name: "choice", value: b.choice }, b.label))));
  }
  return form;
}

function whoLine(author, name) {
  const w = words.chat;
  if (author === "person") return el("p.who", w.you);
  if (author === "system") return el("p.who", w.system);
  if (author !== "staff") return el("p.who", icon("mark"), el("span", w.bot));
  return el("p.who", icon("person"), el("span.who-name", el("bdi", name || w.staff_unnamed)), " ", el("span.badge.badge-person", w.staff_badge));
}

export function drawSaid(text) {
  return el("li.message.from-person", { tabindex: "-1" }, whoLine("person"),
    el("div.bubble", el("p.text", { dir: "auto" }, text)));
}

function paragraphs(text) {
  return [].concat(...text.split("\n\n").map((part) => [el("span.para", part), document.createTextNode(" ")]));
}

export function drawReply(r, key) {
  const li = el("li.message.from-" + r.author + ".kind-" + r.kind, { "data-seq": r.seq, tabindex: "-1" },
    whoLine(r.author, r.author_name),
    el("div.bubble", el("p.text", { dir: "auto" }, r.kind === "safety" ? paragraphs(r.text) : r.text), r.contacts.length ? contactList(r.contacts) : null),
    r.buttons.length ? choiceForm(r, key) : null);
  if (r.services.length) {
    // After the words have been announced: five cards read out in one go are too much to listen to.
    const cards = el("ul.services", { "aria-live": "off" }, r.services.map(serviceCard));
    setTimeout(() => li.insertBefore(cards, li.querySelector(".choices")), 0);
  }
  return li;
}
