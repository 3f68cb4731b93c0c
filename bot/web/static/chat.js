// The chat without page loads. Every form it takes over also works on its own; if this script does
// not run, or breaks, the page is the plain one.
import { drawReply, drawSaid, el, fill, icon, words } from "./draw.js";
import { listen } from "./live.js";

const $ = (id) => document.getElementById(id);
const body = document.body;
const list = $("messages");
const box = $("say");
const LONGEST = 20000; // the server keeps the two ends of a longer one, and says so
const COUNT_FROM = 19000;
const DOTS_AFTER_MS = 350;
const SLOW_AFTER_MS = 8000;
const GIVE_UP_MS = 40000;
const BUSY_TRIES = 5;
const LOST_AFTER = 3; // tries to reach the server again before anything is said about it
let conversation = body.getAttribute("data-conversation");
let line = null;
let queue = Promise.resolve();
let sending = 0;
const tabs = "BroadcastChannel" in window ? new BroadcastChannel("waymark-chat") : null;
const tell = (message) => tabs && tabs.postMessage(Object.assign({ conversation }, message));

function newKey() {
  if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// --- what is on the page
const seqs = () => Array.from(list.querySelectorAll("[data-seq]"), (li) => Number(li.getAttribute("data-seq")));
const lastSeq = () => Math.max(0, ...seqs());
const nearEnd = () => window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 160;

function notice(text) {
  $("notice").textContent = text || "";
  $("notice").hidden = !text;
}
function setMode(mode) {
  const text = words.chat.modes[mode] || "";
  body.setAttribute("data-mode", mode);
  $("mode").textContent = text;
  $("mode").hidden = !text;
}
function dots(on) {
  $("typing").hidden = !on;
  if (on && nearEnd()) $("typing").scrollIntoView({ block: "end" });
}
function leaveLanding() {
  if ($("landing")) $("landing").remove();
}

function place(li, seq) {
  const later = Array.from(list.querySelectorAll("[data-seq]")).find((other) => Number(other.getAttribute("data-seq")) > seq);
  list.insertBefore(li, later || null);
}
function show(reply) {
  if (seqs().indexOf(reply.seq) >= 0) return null;
  leaveLanding();
  const li = drawReply(reply, newKey());
  place(li, reply.seq);
  return li;
}
function showPushed(reply) {
  const follow = nearEnd();
  const li = show(reply);
  if (!li || sending) return; // what is being answered is scrolled to when the answer is whole
  if (follow) li.scrollIntoView({ block: "nearest" });
  else jump(li);
}
function jump(li) {
  const old = document.querySelector(".jump");
  if (old) old.remove();
  const button = el("button.jump", { type: "button" }, words.script.show_latest);
  button.onclick = () => {
    button.remove();
    li.scrollIntoView({ block: "start" });
    li.focus({ preventScroll: true });
  };
  $("compose").firstElementChild.appendChild(button);
  const gone = () => { if (nearEnd()) { button.remove(); window.removeEventListener("scroll", gone); } };
  window.addEventListener("scroll", gone, { passive: true });
}
function showSaid(text) {
  leaveLanding();
  list.querySelectorAll(".choices").forEach((form) => form.remove());
  const li = drawSaid(text);
  list.appendChild(li);
  return li;
}
function state(li, failed, text, retry) {
  const old = li.querySelector(".state");
  if (old) old.remove();
  li.classList.toggle("failed", Boolean(failed));
  if (!text) return;
  const again = retry && el("button.again", { type: "button" }, words.script.try_again);
  if (again) again.onclick = retry;
  li.appendChild(el("p.state", failed ? icon("alert") : null, el("span", text), again));
}

// --- sending
function post(path, data, headers) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), GIVE_UP_MS);
  return fetch("/chat/conversations" + path, {
    method: "POST", credentials: "same-origin", signal: control.signal, body: JSON.stringify(data),
    headers: Object.assign({ "Content-Type": "application/json" }, headers),
  }).then((response) => response.json().catch(() => ({})).then((answer) => {
    clearTimeout(timer);
    if (response.ok) return answer;
    throw Object.assign(new Error("refused"), { status: response.status, answer });
  }), (problem) => { clearTimeout(timer); throw problem; });
}

function begin(before) {
  if (conversation) return Promise.resolve();
  return post("", {}).then((begun) => {
    adopt(begun.id);
    begun.replies.forEach((reply) => list.insertBefore(drawReply(Object.assign({}, reply, { buttons: [] }), newKey()), before));
    tell({ begun: true });
  });
}
function adopt(id) {
  conversation = id;
  body.setAttribute("data-conversation", id);
  if (line) line.stop();
  let lost = 0;
  line = listen(id, lastSeq(), {
    reply: showPushed,
    mode: (event) => setMode(event.mode),
    typing: (event) => dots(event.on),
    lost: () => { lost += 1; if (lost === LOST_AFTER && navigator.onLine) notice(words.script.lost); },
    found: () => { if (lost >= LOST_AFTER) notice(""); lost = 0; },
    gone: () => { forget(); notice(words.script.gone); },
  });
}
function forget() {
  if (line) line.stop();
  line = conversation = null;
  setMode("bot");
}

function deliver(message, tries) {
  const path = () => "/" + conversation + "/messages";
  return begin(message.li)
    .then(() => post(path(), message.data, { "Idempotency-Key": message.key }))
    .catch((problem) => {
      if (problem.status !== 409 || tries <= 0) throw problem;
      notice(words.script.busy);
      return new Promise((done) => setTimeout(done, 1500)).then(() => deliver(message, tries - 1));
    });
}

// Where there is danger, whom to ring has to be on the screen, however long the message was.
function topOf(answer, said) {
  const safety = answer.replies.find((reply) => reply.kind === "safety");
  return (safety && list.querySelector('[data-seq="' + safety.seq + '"]')) || said;
}
function attempt(message) {
  state(message.li, false, words.script.sending);
  const talking = body.getAttribute("data-mode") === "bot" || body.getAttribute("data-mode") === "closed";
  const timers = [
    setTimeout(() => talking && dots(true), DOTS_AFTER_MS),
    setTimeout(() => notice(words.script.slow), SLOW_AFTER_MS),
  ];
  const settle = () => { timers.forEach(clearTimeout); dots(false); sending -= 1; };
  sending += 1;
  return deliver(message, BUSY_TRIES).then((answer) => {
    settle();
    notice("");
    state(message.li, false, "");
    answer.replies.forEach(show);
    setMode(answer.mode);
    setTimeout(() => topOf(answer, message.li).scrollIntoView({ block: "start" }), 0); // cards come a moment later
  }, (problem) => {
    settle();
    failed(message, problem);
  });
}
function failed(message, problem) {
  const told = (problem.status === 400 || problem.status === 413) && problem.answer.error;
  if (problem.status === 404) forget();
  notice(told ? told.message : problem.status === 404 ? words.script.gone : navigator.onLine ? "" : words.script.offline);
  const retry = () => {
    waiting.delete(retry);
    queue = queue.then(() => attempt(message));
  };
  state(message.li, true, words.script.not_sent, retry);
  waiting.add(retry);
}
const waiting = new Set();
const sendWaiting = () => Array.from(waiting).forEach((retry) => retry());

function send(data, label, focus) {
  const message = { data, key: newKey(), li: showSaid(label) };
  tell({ said: label });
  if (focus) message.li.focus({ preventScroll: true });
  message.li.scrollIntoView({ block: "start" });
  queue = queue.then(() => attempt(message));
}

function sendTyped() {
  const text = box.value;
  if (!text.trim()) return;
  notice("");
  send({ text }, text, false);
  box.value = "";
  fit();
}

// --- the box
function fit() {
  if (!(window.CSS && CSS.supports && CSS.supports("field-sizing", "content"))) {
    box.style.height = "auto";
    box.style.height = box.scrollHeight + 4 + "px";
  }
  const over = box.value.length - LONGEST;
  $("counter").hidden = box.value.length < COUNT_FROM;
  $("counter").classList.toggle("over", over > 0);
  $("counter").textContent = fill(over > 0 ? words.script.over : words.script.left, { count: Math.abs(over) });
}
box.addEventListener("input", fit);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  sendTyped();
});

let pressed = null;
document.addEventListener("click", (event) => {
  pressed = event.target.closest("button");
  document.querySelectorAll("details.menu[open], details.help-now[open]").forEach((details) => {
    if (!details.contains(event.target)) details.open = false;
  });
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("action") !== "/say") {
    if (form.id === "clear") tell({ cleared: true });
    return;
  }
  event.preventDefault();
  $("menu").open = false;
  if (form.id === "say-form") {
    sendTyped();
    box.focus();
    return;
  }
  const button = event.submitter || pressed;
  if (!button || !button.name) return;
  notice("");
  send({ choice: button.value }, button.title || button.textContent.trim(), true);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open], details.help-now[open]").forEach((details) => {
    details.open = false;
    details.querySelector("summary").focus();
  });
});

// --- the network and other tabs
window.addEventListener("offline", () => notice(words.script.offline));
window.addEventListener("online", () => { notice(words.script.online); sendWaiting(); });
if (tabs) {
  tabs.onmessage = (event) => {
    const news = event.data;
    if (news.begun && !conversation) adopt(news.conversation);
    if (news.conversation !== conversation) return;
    if (news.said) showSaid(news.said);
    if (news.cleared) location.replace("/");
  };
}

fit();
if ("scrollRestoration" in history) history.scrollRestoration = "manual"; // a chat opens at its end
if (conversation) {
  adopt(conversation);
  const latest = $("latest");
  if (latest) latest.scrollIntoView({ block: "start" });
}
